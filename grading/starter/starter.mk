# What students get: see grading/starter.

##
## For students
##

starter: ## build/heapmgr-starter.tar.gz: what students get
	bash grading/starter/pack.sh $(BUILD)
.PHONY: starter

# The handout with its points, beside the lecture.  Its first line is the
# page's title.
$(BUILD)/docs/assignment.html: docs/assignment.md docs/lecture.css \
   grading/starter/rubric.awk grading/rubric.tsv
	@mkdir -p $(@D)
	awk -f grading/starter/rubric.awk grading/rubric.tsv $< | \
	   sed '1 s/^# \(.*\)/% \1/' | pandoc --self-contained \
	   --toc --metadata lang=en --css docs/lecture.css -o $@
$(BUILD)/docs/assignment.pdf: $(BUILD)/docs/assignment.html
	weasyprint -q $< $@
docs: $(BUILD)/docs/assignment.pdf
