"""All databases one after the other, in one process: loop.py COLUMN URL…"""
import argparse
import os
import sys

from alembic import command
from alembic.config import Config

here = os.path.dirname(os.path.abspath(__file__))
column, urls = sys.argv[1], sys.argv[2:]
for url in urls:
    config = Config(os.path.join(here, "alembic.ini"), cmd_opts=argparse.Namespace(x=[f"url={url}", f"column={column}"]))
    command.upgrade(config, "head")
