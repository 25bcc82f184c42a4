"""What is taught, by whom, under which accreditation."""
