"""Who leads and who supports by the sentences of a task, and what only sounds like it."""

from __future__ import annotations

import pytest

from xlplan.plan.sentence_roles import leads_in_sentences
from xlplan.terms.fields import Field


@pytest.mark.parametrize(
    ("text", "leads", "supports"),
    [
        ("发展旅游，由文旅办牵头，各村配合，年底前完成。", ["文旅办"], ["各村"]),
        ("会议决定，由教育局牵头，会同财政局、人社局制定方案，6月底前报送。", ["教育局"], ["财政局、人社局"]),
        ("由县教育局会同县财政局负责落实。", ["县教育局"], ["县财政局"]),
        ("由教育局负责，6月底前完成。", ["教育局"], []),
        ("会议要求，财务科会同基教科、人事科于4月30日前提出意见，报党组审定。", ["财务科"], ["基教科、人事科"]),
        ("责成城管局牵头负责，交警大队、街道办配合做好整治。", ["城管局"], ["交警大队、街道办"]),
        ("教科所牵头、各校配合。", ["教科所"], ["各校"]),
        ("请办公室牵头做好会务工作。", ["办公室"], []),
        ("一是排查，由安全办牵头；二是整改，由后勤中心牵头。", ["安全办", "后勤中心"], []),
    ],
)
def test_who_does_it(text: str, leads: list[str], supports: list[str]) -> None:
    assert leads_in_sentences(text) == {
        name: names for name, names in ((Field.LEAD, leads), (Field.SUPPORT, supports)) if names
    }


@pytest.mark.parametrize(
    "text",
    [
        "形成政府牵头、部门配合、社会参与的工作格局。",
        "坚持政府牵头、部门配合，推进工作。",
        "建立由局长牵头的专班。",
        "成立由教育局牵头，公安局、卫健局参与的专班。",
        "落实牵头单位，由牵头单位负责。",
        "教育局负责。",
        "加强会同协作机制建设。",
        "请各科室认真落实。",
        "请各镇街、各部门认真贯彻落实。",
        "整合教研、督导片区，由一所龙头学校（核心校）牵头，组建教育联盟。",
    ],
)
def test_what_asks_nobody(text: str) -> None:
    assert leads_in_sentences(text) == {}
