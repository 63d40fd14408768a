"""What a notebook asks for: pages and releases as tables, questions and checks answered with rows."""
