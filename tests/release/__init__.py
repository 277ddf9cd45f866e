"""What a release is made of: ``python -m tests.release`` writes its bill of materials anew."""
