"""The rule of a cell that went back: when it holds something else than it did."""

from __future__ import annotations

import pytest

from xlplan.files.template.marking import _differs


@pytest.mark.parametrize(
    ("held", "formula"),
    [
        ("", "LEN(TRIM(B9))&gt;0"),
        ('<c r="B9" s="3"><v>0.8</v>', "B9&lt;&gt;0.8"),
        (
            '<c r="B9" t="inlineStr"><is><t xml:space="preserve">说“好” &amp; "行"</t></is>',
            'OR(LEN(B9)&lt;&gt;10,LEFT(B9,10)&lt;&gt;"说“好” &amp; ""行""")',
        ),
        # No formula holds a line break, or a long text.
        ('<x:c r="B9"><x:is><x:t>一二\n三</x:t></x:is>', 'OR(LEN(B9)&lt;&gt;4,LEFT(B9,2)&lt;&gt;"一二")'),
        (f"<t>{'字' * 300}</t>", f'OR(LEN(B9)&lt;&gt;300,LEFT(B9,100)&lt;&gt;"{"字" * 100}")'),
    ],
)
def test_the_rule_of_a_cell(held: str, formula: str) -> None:
    assert _differs("B9", held) == formula
