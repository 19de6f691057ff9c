# The kit in a container, for machines that are no Debian or Ubuntu:
#
#    docker build -t heapmgr .
#    docker run --rm -it heapmgr
#
# check-world runs the RUN lines in a fresh Debian.
FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends git make
COPY . /kit
WORKDIR /kit
RUN make setup
CMD ["bash"]
