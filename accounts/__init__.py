"""Who a person is: sign-in, profile and roles."""
