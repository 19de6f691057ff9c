# What students get: see docs/starter.

##
## For students
##

starter: ## build/heapmgr-starter.tar.gz: what students get
	docs/starter/pack.sh $(BUILD)
.PHONY: starter

# The handout with its points, beside the lecture.
$(BUILD)/docs/assignment.html: docs/assignment.md docs/lecture.css \
   docs/starter/rubric.awk grading/rubric.tsv
	@mkdir -p $(@D)
	awk -f docs/starter/rubric.awk grading/rubric.tsv $< | pandoc \
	   --standalone --embed-resources --toc --toc-depth 2 --metadata \
	   title='Assignment: a heap manager in stages' \
	   --css docs/lecture.css -o $@
$(BUILD)/docs/assignment.pdf: $(BUILD)/docs/assignment.html
	weasyprint -q $< $@
docs: $(BUILD)/docs/assignment.pdf
