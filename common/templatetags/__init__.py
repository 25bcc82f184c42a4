"""Template tags that every template may use; `attend` is a builtin."""
