"""The yardstick: a page as `startproject` leaves Django, with three ORM queries and one template."""
