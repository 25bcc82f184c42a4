"""Every constraint has a test that breaks it, by its name."""

from django.apps import apps

from lms.settings import BASE_DIR

OWN = (
    "accounts",
    "assessments",
    "common",
    "courses",
    "credits",
    "evidence",
    "learners",
    "outcomes",
)


def test_every_constraint_is_broken_in_a_test():
    tests = [path.read_text() for path in BASE_DIR.glob("tests/integration/*/test_*.py")]
    broken = "\n".join(tests)
    models = [model for app in OWN for model in apps.get_app_config(app).get_models()]
    # Append-only tables are named by `tests.refusals.assert_append_only`.
    names = {
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if not constraint.name.endswith("_append_only")
    }
    assert {name for name in names if f'"{name}"' not in broken} == set()


def test_append_only_constraints_carry_their_table_s_name():
    for app in OWN:
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                if constraint.name.endswith("_append_only"):
                    assert constraint.name == f"{model._meta.db_table}_append_only"
