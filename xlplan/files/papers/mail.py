"""Drafts of mails (.eml) with the department's workbook attached, for offices that mail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.files.look.file_names import visible

_SHEET: Final = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def draft(addresses: Sequence[str], subject: str, text: str, attachments: Mapping[str, bytes]) -> bytes:
    """Return an unsent message, the same bytes for the same arguments; `attachments` are .xlsx files by name."""
    # Most commands write no mail, and its libraries take as long to load as a small command.
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    # With this header Outlook opens the file for writing.
    message["X-Unsent"] = "1"
    message["To"] = ", ".join(addresses)
    # A line break would begin another header.
    message["Subject"] = visible(" ".join(subject.split()))
    message.set_content(visible(text), cte="base64")
    for name, data in attachments.items():
        message.add_attachment(data, *_SHEET, filename=name)
    # The library's own boundary is random.
    message.set_boundary(f"=-xlplan-{hashlib.sha256(b''.join(attachments.values())).hexdigest()[:32]}")
    return message.as_bytes()
