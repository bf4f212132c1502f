"""Commands of decisions and of the page: approve, reject, bet, review, account."""
