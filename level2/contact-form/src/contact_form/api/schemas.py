"""What the API takes and gives; the very checks of the form decide what is acceptable."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from contact_form import inquiry
from contact_form.checks import check_address, check_body, check_line, check_phone


def _filled(check: Callable[[str], str]) -> AfterValidator:
    """Apply `check`, and refuse a text of which it leaves nothing."""

    def apply(text: str) -> str:
        if not (clean := check(text)):
            raise ValueError("This is empty.")
        return clean

    return AfterValidator(apply)


def _apply_check_phone(text: str, info: ValidationInfo) -> str:
    return check_phone(text, (info.context or {})["phone_region"])


Line = Annotated[str, Field(min_length=1), _filled(check_line)]


class NewMessage(BaseModel):
    """A message from a visitor."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(max_length=inquiry.NAME_MAX, examples=["Ada Lovelace"])
    email: Annotated[str, AfterValidator(check_address)] = Field(
        max_length=inquiry.EMAIL_MAX,
        description="Where the answer goes.",
        json_schema_extra={"format": "email"},
        examples=["ada@lovelace.example"],
    )
    phone: Annotated[str, AfterValidator(_apply_check_phone)] = Field(
        default="",
        max_length=inquiry.PHONE_MAX,
        description="With + and country, or as written in the country of the site.",
        examples=["+44 20 7946 0018"],
    )
    subject: Line = Field(max_length=inquiry.SUBJECT_MAX, examples=["Engines"])
    body: Annotated[str, _filled(check_body)] = Field(
        min_length=1, max_length=inquiry.BODY_MAX, examples=["Do you repair analytical engines?"]
    )


class Accepted(BaseModel):
    """A message is stored, and will be mailed."""

    reference: str
    received_at: datetime


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: dict[str, list[str]] = Field(default={}, description="Sentences, by field.")
