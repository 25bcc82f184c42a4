"""What it all shows: reports for educators and accreditors."""
