"""Views of the API: read what was sent, call one service or query, answer."""
