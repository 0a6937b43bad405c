from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from domain.errors import BadSettings
from store.engine import migrate
from store.tables import Table

MIGRATE = """
import sys
from store.engine import migrate, open_database

engine = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
migrate(engine)
engine.dispose()
"""


def test_migrating_an_empty_database_gives_the_tables(empty_database: Engine) -> None:
    migrate(empty_database)
    with empty_database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    assert set(inspect(empty_database).get_table_names()) == {*Table.metadata.tables, "alembic_version"}


def test_names_of_constraints_are_those_of_the_tables(empty_database: Engine) -> None:
    # a later migration names what it drops; autogenerate does not compare these names on SQLite
    migrate(empty_database)
    migrated = inspect(empty_database)
    for name, table in Table.metadata.tables.items():
        unique = {constraint["name"] for constraint in migrated.get_unique_constraints(name)}
        declared = {str(c.name) for c in table.constraints if c.__visit_name__ == "unique_constraint"}
        assert unique == declared
        assert migrated.get_pk_constraint(name)["name"] == f"pk_{name}"


def test_migrating_again_changes_nothing(empty_database: Engine) -> None:
    migrate(empty_database)
    with empty_database.begin() as connection:
        connection.execute(text("INSERT INTO home_fact (name, value) VALUES ('a', 'b')"))
    migrate(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute(text("SELECT name, value FROM home_fact")).one() == ("a", "b")


def test_a_failing_migration_leaves_nothing_half_done(empty_database: Engine) -> None:
    with empty_database.begin() as connection:
        connection.execute(text("CREATE TABLE source_state (wrong INTEGER)"))  # the last one to be made
    with pytest.raises(Exception, match="source_state"):
        migrate(empty_database)
    assert inspect(empty_database).get_table_names() == ["source_state"]


def test_a_newer_database_is_left_alone(empty_database: Engine) -> None:
    migrate(empty_database)
    with empty_database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSettings, match="9999"):
        migrate(empty_database)


def test_two_processes_migrate_at_once(
    empty_database: Engine, database_url: str, run_python: Callable
) -> None:
    processes = [run_python(MIGRATE, database_url) for _ in range(3)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert set(Table.metadata.tables) < set(inspect(empty_database).get_table_names())
