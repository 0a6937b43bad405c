"""The weekly plan, what was tried and got, and the policy of each source."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("got", sa.Integer(), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint(
            "source", "run", "platform", "query", "day",
            name=op.f("uq_collection_source_run_platform_query_day"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_collection_at"), "collection", ["at"])
    op.create_index(op.f("ix_collection_day"), "collection", ["day"])
    op.create_table(
        "plan_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("depth_notes", sa.Integer(), nullable=False),
        sa.Column("depth_days", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_task")),
        sa.UniqueConstraint("week", "platform", "query", name=op.f("uq_plan_task_week_platform_query")),
    )
    op.create_table(
        "source_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.Column("looked_at", sa.String(), nullable=False),
        sa.Column("looked_by", sa.String(), nullable=False),
        sa.Column("terms_note", sa.String(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("robots", sa.String(), nullable=True),
        sa.Column("robots_said", sa.String(), nullable=True),
        sa.Column("robots_digest", sa.String(), nullable=True),
        sa.Column("robots_fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delay_seconds", sa.Float(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_policy")),
    )
    op.create_index(op.f("ix_source_policy_source"), "source_policy", ["source"])
