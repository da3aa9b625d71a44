"""Builds xlplan/data/使用说明.html out of the Chinese pages of docs/: one file with its pictures inside, an index and a search, offline.

It is built before the wheel is, and lies in no repository: `python -m scripts.docs.manual`.
"""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from markdown_it import MarkdownIt

from xlplan.files.store.shipped import MANUAL

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
TARGET: Final = ROOT / "xlplan/data" / MANUAL
# In the order of reading; the English pages are for those who carry the code on.
PAGES: Final = (
    "安装", "离线安装", "第一轮十步", "填报人怎样填", "看懂看板和汇总", "Excel里第一次用", "用别的单位的表", "按钮", "问题与处理", "设置", "模板", "问答", "命令",
    "分析数据", "集群", "限度", "安全", "更新记录",
)  # fmt: skip
_PICTURE: Final = re.compile(r'<img src="(images/[^"]+)"')
_PAGE_LINK: Final = re.compile(r'href="(?:([^"#:/]+)\.md)?(?:#([^"]*))?"')
_OUTSIDE: Final = re.compile(r'<a href="(?![#]|https?:)[^"]*">(.*?)</a>', re.S)
_HEADING: Final = re.compile(r"<h([1-4])>(.*?)</h\1>", re.S)
_LOOK: Final = """body{margin:0;font:16px/1.7 "Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2d3d}
nav{position:fixed;top:0;bottom:0;width:15em;overflow:auto;padding:1em;background:#f3f6f9}main{margin-left:17em;max-width:60em;padding:1em 2em}
nav a{display:block;text-decoration:none;color:#1f4e79;padding:.1em 0}nav a.part{padding-left:1em;font-size:14px}
input{width:100%;box-sizing:border-box;font-size:16px;padding:.3em}img{max-width:100%;border:1px solid #9aa8b5}
[hidden]{display:none!important}summary{cursor:pointer;padding:.5em 0}main{overflow-wrap:anywhere}
table{border-collapse:collapse;display:block;overflow-x:auto}td{min-width:4em}td,th{border:1px solid #9aa8b5;padding:.2em .5em;vertical-align:top}pre{overflow:auto;background:#f3f6f9;padding:.7em}
::highlight(found){background:#ffe08a}
@media(max-width:50em){nav{position:static;width:auto}main{margin:0;padding:1em}}@media print{nav{display:none}main{margin:0}}"""
# What holds no word that is looked for is hidden, down to the sections; a page is named above what it holds; the word is marked
# where the browser can.
_SEARCH: Final = """var box=document.querySelector('details'),told=document.querySelector('output');
if(matchMedia('(max-width:50em)').matches)box.open=false;
document.querySelector('input').oninput=function(){var w=this.value.trim().toLowerCase(),n=0;
document.querySelectorAll('main section').forEach(function(s){s.hidden=w&&s.textContent.toLowerCase().indexOf(w)<0;n+=!s.hidden});
told.textContent=w?(n?'找到 '+n+' 节':'没有找到，换一个词试试'):'';if(w)box.open=true;
var page;document.querySelectorAll('nav a').forEach(function(a){var s=document.getElementById(decodeURIComponent(a.hash.slice(1)));a.hidden=s&&s.closest('section').hidden;
if(a.className!='part')page=a;else if(!a.hidden)page.hidden=false});
if(w)scrollTo(0,0);if(!window.Highlight)return;var found=new Highlight(),text,all=document.createTreeWalker(document.querySelector('main'),4);
while(w&&(text=all.nextNode()))for(var at=-1;(at=text.data.toLowerCase().indexOf(w,at+1))>=0;){var part=new Range();part.setStart(text,at);part.setEnd(text,at+w.length);found.add(part)}
CSS.highlights.set('found',found)}"""


def anchor(page: str, heading: str = "") -> str:
    """Return the place of a page, or of a heading on it, in the manual; headings go by their letters, as on the web."""
    plain = re.sub(r"[^\w\- ]", "", html.unescape(re.sub(r"<[^>]+>", "", heading))).strip().lower().replace(" ", "-")
    return f"{page}--{plain}" if plain else page


def manual() -> str:
    """Return the whole manual."""
    index: list[str] = []
    sections = [_page(page, index) for page in PAGES]
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>分工表使用说明</title><style>{_LOOK}</style><nav><b>分工表使用说明</b><input type='search' placeholder='查找' aria-label='查找'><output></output>"
        f"<details open><summary>目录</summary>{''.join(index)}</details></nav><main>{''.join(sections)}</main><script>{_SEARCH}</script></html>"
    )


def _page(page: str, index: list[str]) -> str:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    shown = str(markdown.render((DOCS / f"{page}.md").read_text("utf-8")))
    shown = _PICTURE.sub(lambda found: f'<img src="{_data(DOCS / unquote(found[1]))}"', shown)
    shown = _PAGE_LINK.sub(lambda found: _link(page, found), shown)
    # What lies outside the manual is named, and leads nowhere.
    shown = _OUTSIDE.sub(r"\1", shown)

    places: set[str] = set()

    def heading(found: re.Match[str]) -> str:
        level, words = int(found[1]), found[2]
        # A page has a second title where what follows is no part of the first.
        place = page if level == 1 and page not in places else anchor(page, words)
        places.add(place)
        if level <= 2:
            kind = "" if level == 1 else ' class="part"'
            index.append(f'<a{kind} href="#{place}">{re.sub("<[^>]+>", "", words)}</a>')
        return f'{"</section><section>" if level == 2 else ""}<h{level} id="{place}">{words}</h{level}>'

    return f"<section>{_HEADING.sub(heading, shown)}</section>"


def _link(page: str, found: re.Match[str]) -> str:
    if not (found[1] or found[2]):
        return found[0]
    other, part = unquote(found[1] or page), unquote(found[2] or "")
    return f'href="#{anchor(other, part)}"' if other in PAGES else found[0]


def _data(picture: Path) -> str:
    return f"data:image/{picture.suffix[1:]};base64,{base64.b64encode(picture.read_bytes()).decode()}"


def build(path: Path = TARGET) -> None:
    """Write the manual."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(manual(), "utf-8", newline="\n")


if __name__ == "__main__":
    build()
