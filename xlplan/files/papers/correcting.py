"""A department's sheet that goes back to be corrected, as an order that a second process can fill in."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.files.papers.filling import Filled
from xlplan.handout.signature import Identity
from xlplan.reissue.marks import SendBack
from xlplan.reissue.texts import corrections


class SendBackOrder(NamedTuple):
    """A sheet to be made anew with what is to be corrected; of what the department sent only values are used, as texts, shares and days."""

    back: SendBack

    def filled(self, template: DepartmentTemplate, plan: str, key: bytes) -> Filled:
        """Fill it in, signed as of this plan by this key. Raise TemplateError."""
        back, sent = self.back, self.back.sent
        identity = Identity(
            plan, sent.sheet.round, sent.revision, back.department, sent.sheet.fingerprints, back.corrects
        )
        beside = {(mark.task, mark.field): mark.beside for mark in back.marks}
        data, cells = template.send_back(
            sent.sheet, identity.rows(key), sent.revision, back.answers, corrections(back), beside
        )
        return Filled(data, hashlib.sha256(data).hexdigest(), dict(cells))
