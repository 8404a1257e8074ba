"""Config section of a property of the patients that may explain the label."""

from pydantic import ConfigDict, Field

from radiogenomics.settings import Settings


class ConfounderSettings(Settings):
    """A property of two values, such as the status of IDH."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    column: str = Field(description="Column of the archive's tables.")
    title: str | None = Field(None, description="The property, in tables; where empty, the column.")
    positive: str = Field(description="The value that is expected with the positive class.")
    missing: list[str] = Field([""], description="Values that mean it is not known; such patients do not count.")

    @property
    def name(self) -> str:
        """The property, in words."""
        return self.title or self.column
