"""add one column to items"""
import sqlalchemy as sa
from alembic import context, op

revision = "0001"
down_revision = None


def upgrade():
    op.add_column("items", sa.Column(context.get_x_argument(as_dictionary=True)["column"], sa.Text(), nullable=True))
