"""A recovery key as a page to print: a QR code, the lines to type, and what to do with them."""

from __future__ import annotations

import io
from html import escape
from typing import Final

import segno

from survey.storage.sealing import PublicKey

_PAGE: Final = """\
<!doctype html>
<html lang="sv">
<meta charset="utf-8">
<title>{name}</title>
<style>
  body {{ font: 12pt/1.5 sans-serif; max-width: 17cm; margin: 1.5cm auto; color: #000; background: #fff }}
  h1 {{ font-size: 20pt; margin: 0 0 .5cm }}
  ol {{ font: 17pt/2 monospace; padding-left: 1.2cm }}
  .fingerprint {{ font: 12pt/1.6 monospace }}
  svg {{ width: 6cm; height: 6cm; float: right; margin: 0 0 .5cm .5cm }}
  [lang=en] {{ color: #444 }}
</style>
<h1>Reservnyckel: {name}</h1>
{qr}
<p>Den som har det här papperet kan öppna alla svar som förseglats för nyckeln. Förvara det inlåst, skilt
från andra nycklar, och lägg det i ett förseglat kuvert. Förstör det samma dag som svaren ska förstöras.</p>
<p lang="en">Whoever has this paper can open every answer that was sealed for this key. Keep it locked away,
apart from other keys, in a sealed envelope. Destroy it on the day the answers are to be destroyed.</p>
<ol>{lines}</ol>
<p>Den sista gruppen på varje rad är kontrollsiffror. <span lang="en">The last group of each line holds check
digits.</span></p>
<p>Fingeravtryck <span lang="en">Fingerprint</span><br><span class="fingerprint">{fingerprint}</span></p>
<p>Att använda den: <span lang="en">To use it:</span><br>
<code>analysis keys from-paper "{name}" --out recovery.key</code></p>
<p>Skriv ut från en egen dator till en skrivare utan minne, och radera filen. <span lang="en">Print from a
machine of your own, on a printer that keeps nothing, and delete the file.</span></p>
</html>
"""


def paper_page(public: PublicKey, lines: tuple[str, ...]) -> str:
    """The page, whole in itself: it loads nothing."""
    return _PAGE.format(
        name=escape(public.name),
        qr=_qr("\n".join(lines)),
        lines="".join(f"<li>{line}</li>" for line in lines),
        fingerprint=public.fingerprint,
    )


def _qr(text: str) -> str:
    """As SVG; level Q still reads with a quarter of it gone."""
    svg = io.BytesIO()
    segno.make_qr(text, error="q").save(svg, kind="svg", xmldecl=False, svgns=False, omitsize=True)
    return svg.getvalue().decode()
