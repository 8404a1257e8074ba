"""What every page and every run says of the use of a prediction."""

NOTICE = (
    "Research tool. It is no medical device; its numbers have not been shown to help any patient and must not inform "
    "the treatment of anybody."
)
