"""Factories, alerts as they were told, what was held back, and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "factory",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("muted_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factory")),
    )
    op.create_table(
        "alert",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("factory_id", sa.String(), nullable=False),
        sa.Column("signal_id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_alert")),
    )
    for column in ("factory_id", "entity", "week", "made_at"):
        op.create_index(op.f(f"ix_alert_{column}"), "alert", [column])
    op.create_table(
        "alert_held_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("factory_id", sa.String(), nullable=False),
        sa.Column("signal_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_held_back")),
        sa.UniqueConstraint(
            "week", "factory_id", "signal_id", name=op.f("uq_alert_held_back_week_factory_id_signal_id")
        ),
    )
    op.create_index(op.f("ix_alert_held_back_week"), "alert_held_back", ["week"])
    op.create_table(
        "alert_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_answer")),
        sa.UniqueConstraint("fingerprint", "answer", name=op.f("uq_alert_answer_fingerprint_answer")),
    )
    op.create_index(op.f("ix_alert_answer_fingerprint"), "alert_answer", ["fingerprint"])
