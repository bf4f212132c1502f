"""What people decide: approve, edit, reject, stop, sign; who may say yes."""
