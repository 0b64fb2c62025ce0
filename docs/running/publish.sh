#!/bin/sh
# Puts the built site on another server, or into another folder; for the crontab, behind the run:
#   digest --quiet run --workspace /srv/digest && publish.sh /srv/digest web@www.example.org:/var/www/digest
# What is new is put in place together at the end; what is gone is taken away after that.
set -eu
workspace=$1 target=$2
exec rsync --recursive --links --times --checksum --delay-updates --delete-after \
    "$workspace/output/" "$target/"
