"""How learning is measured: questions, assessments, attempts, answers and grades."""
