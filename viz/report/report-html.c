/* SPDX-License-Identifier: Apache-2.0 */
/* A document as one HTML file that needs nothing else. */
#include "config.h"

#include "viz/report/report-html.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#include "viz/report/svg.h"

#define FIGURE_WIDTH 760.0
#define N_COLORS 12

/* Colours are those of pictures, see viz/style: a chip is the mark of a type in them. */
static const char css[] =
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1d1d20;--dim:#5e5c64;--line:#deddda;"
    "--soft:#f6f5f4;--accent:#1c71d8;--bar:#3584e4cc;--good:#1b8553;--warn:#9c6e03}\n"
    "@media (prefers-color-scheme:dark){:root{--paper:#1e1e1e;--ink:#f2f2f2;--dim:#b0afb5;"
    "--line:#454545;--soft:#2a2a2a;--accent:#78aeed;--bar:#3584e4cc;--good:#57c893;"
    "--warn:#f8e45c}}\n"
    "*{box-sizing:border-box}\n"
    "html{scroll-padding-top:1rem}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 Cantarell,\"Adwaita "
    "Sans\",system-ui,-apple-system,\"Segoe UI\",sans-serif;font-variant-numeric:tabular-nums}\n"
    "a{color:var(--accent);text-underline-offset:.15em}\n"
    ".page{max-width:53rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}\n"
    "h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.01em;margin:.25rem 0 .4rem;"
    "overflow-wrap:anywhere}\n"
    "h2{font-size:1.45rem;line-height:1.25;margin:3.2rem 0 1rem;padding-top:1rem;"
    "border-top:1px solid var(--line)}\n"
    "h3{font-size:1.08rem;margin:2rem 0 .6rem}\n"
    "p{margin:.6rem 0;max-width:42rem;overflow-wrap:anywhere}\n"
    "small,.note,.file,footer{color:var(--dim)}\n"
    ".file{font-size:.95rem}.note{font-size:.85rem}\n"
    "code{font:.88em/1.4 \"Source Code Pro\",ui-monospace,Menlo,Consolas,monospace}\n"
    "nav ol{list-style:none;margin:0;padding:0}nav a{display:block;padding:.22rem 0;"
    "text-decoration:none}nav a:hover{text-decoration:underline}\n"
    "nav p{font-weight:700;margin:1.6rem 0 .3rem}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.8rem;"
    "margin:1.2rem 0 1.4rem}\n"
    ".tiles div{background:var(--soft);border-radius:12px;padding:.85rem 1rem;display:flex;"
    "flex-direction:column}\n"
    ".tiles dt{color:var(--dim);font-size:.88rem}.tiles dd{margin:0;font-size:1.75rem;"
    "line-height:1.25;font-weight:700}.tiles small{display:block;font-size:.85rem;"
    "font-weight:400}\n"
    ".findings{padding:0;margin:.8rem 0;list-style:none;counter-reset:f}\n"
    ".findings li{counter-increment:f;position:relative;padding:.15rem 0 .15rem 2.6rem;"
    "margin:.75rem 0;max-width:44rem}\n"
    ".findings li::before{content:counter(f);position:absolute;left:0;top:.1rem;width:1.75rem;"
    "height:1.75rem;border-radius:50%;background:var(--accent);color:var(--paper);"
    "font-weight:700;text-align:center;line-height:1.75rem}\n"
    ".callout{border-left:4px solid var(--accent);background:var(--soft);border-radius:0 10px "
    "10px 0;padding:.7rem 1rem;margin:1rem 0}.callout p{margin:.15rem 0}\n"
    ".good{border-color:var(--good)}.warning{border-color:var(--warn)}\n"
    ".facts{margin:.8rem 0}.facts div{display:grid;grid-template-columns:12rem 1fr;gap:1rem;"
    "padding:.32rem 0;border-bottom:1px solid var(--line)}\n"
    ".facts dt{color:var(--dim)}.facts dt,.facts dd{margin:0;overflow-wrap:anywhere}\n"
    ".scroll{overflow-x:auto;margin:1.4rem 0}\n"
    "table{border-collapse:collapse;width:100%;font-size:.92rem}\n"
    "caption{text-align:left;font-weight:700;color:var(--ink);padding:0 0 .5rem}\n"
    "th,td{text-align:left;padding:.36rem .9rem .36rem 0;border-bottom:1px solid var(--line);"
    "font-weight:400;white-space:nowrap;max-width:20rem;overflow:hidden;text-overflow:ellipsis}\n"
    "th:last-child,td:last-child{padding-right:.2rem}\n"
    "thead th{color:var(--dim);font-size:.85rem;border-bottom:1.5px solid var(--ink)}\n"
    ".n{text-align:right}\n"
    ".s{min-width:7.5rem;background:linear-gradient(90deg,var(--bar) var(--s),var(--soft) 0) "
    ".2rem 50%/calc(100% - 5.4rem) .5rem no-repeat}\n"
    ".chip{display:inline-block;min-width:1.45em;height:1.45em;line-height:1.45em;padding:0 .2em;"
    "border-radius:.36em;text-align:center;font-weight:700;font-size:.78em;margin-right:.55em;"
    "background:var(--c);color:var(--l)}\n"
    "figure{margin:1.6rem 0}figure div{overflow-x:auto}"
    "figure svg{display:block;width:100%;min-width:34rem;height:auto}\n"
    "figcaption{font-size:.92rem;font-weight:700;margin-bottom:.6rem}\n"
    ".dark{display:none}\n"
    "footer{margin-top:3.5rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.85rem}"
    "\n"
    "@media (prefers-color-scheme:dark){.light{display:none}.dark{display:block}}\n"
    "@media (min-width:76rem){.page{display:grid;grid-template-columns:13rem minmax(0,53rem);"
    "column-gap:4rem;max-width:71rem}header,main,footer{grid-column:2}nav{grid-column:1;"
    "grid-row:1/span 3}nav div{position:sticky;top:2.5rem}nav p{margin-top:.4rem}}\n"
    "@media (max-width:34rem){.page{padding:1.4rem 1rem 3rem}.facts div{grid-template-columns:"
    "1fr;gap:0}h1{font-size:1.6rem}}\n"
    "@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--dim:#444;--line:#ccc;"
    "--soft:#f4f4f4;--accent:#1c71d8;--bar:#3584e4cc;--good:#1b8553;--warn:#9c6e03}"
    "body{font-size:10pt}.page{display:block;max-width:none;padding:0}nav{display:none}"
    ".light{display:block}.dark{display:none}.scroll{overflow:visible}"
    "h2,h3,caption{break-after:avoid}tr,figure,.scroll,.callout,.tiles{break-inside:avoid}"
    "thead{display:table-header-group}.chip,.s,.tiles div,.findings li::before{"
    "print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n";

typedef struct
{
  const BsDocument *document;
  BsFigures *figures;
  BsStyle light, dark;
  GString *out;
  guint n_figures;
} Page;

static void
append (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

/* <@element @attributes>@text</@element>; @attributes are not escaped. */
static void
append_element (GString *out, const char *element, const char *attributes, const char *text)
{
  g_string_append_printf (out, "<%s%s%s>", element, attributes != NULL ? " " : "",
                          attributes != NULL ? attributes : "");
  append (out, text);
  g_string_append_printf (out, "</%s>", element);
}

static guint
hex (BsColor color)
{
  return (guint) lrint (color.red * 255.0) << 16 | (guint) lrint (color.green * 255.0) << 8
         | (guint) lrint (color.blue * 255.0);
}

static void
append_chip_colors (GString *out, const BsStyle *style)
{
  for (guint i = 0; i < N_COLORS; i++)
    g_string_append_printf (out, ".c%u{--c:#%06x;--l:#%06x}", i,
                            hex (bs_style_type_color (style, i)),
                            hex (bs_style_type_letter_color (style, i)));
}

static void
append_head (Page *self)
{
  GString *out = self->out;

  /* Translators: the code of your language: de, pt-BR. */
  const char *language = C_ ("language code", "en");

  g_string_append_printf (out,
                          "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" "
                          "lang=\"%s\" xml:lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
                          language, language);
  g_string_append (out, "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n"
                        "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                        "'none'; style-src 'unsafe-inline'; img-src data:\"/>\n"
                        "<meta name=\"generator\" content=\"Batchscope " BS_VERSION "\"/>\n");
  append_element (out, "title", NULL, self->document->title);
  g_string_append_printf (out, "\n<style>\n%s", css);
  append_chip_colors (out, &self->light);
  g_string_append (out, "\n@media screen and (prefers-color-scheme:dark){");
  append_chip_colors (out, &self->dark);
  g_string_append (out, "}\n</style>\n</head>\n");
}

static void
append_contents (Page *self)
{
  GString *out = self->out;

  g_string_append (out, "<nav aria-labelledby=\"contents\"><div>\n");
  append_element (out, "p", "id=\"contents\"", _ ("Contents"));
  g_string_append (out, "\n<ol>\n");
  for (guint i = 0; i < self->document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (self->document->blocks, i);

      if (block->kind != BS_BLOCK_SECTION || block->level != 1)
        continue;
      g_string_append_printf (out, "<li><a href=\"#%s\">", block->id);
      append (out, block->title);
      g_string_append (out, "</a></li>\n");
    }
  g_string_append (out, "</ol>\n</div></nav>\n");
}

static void
append_spans (GString *out, const GArray *spans)
{
  static const char *const elements[] = { [BS_TEXT_SPAN_PLAIN] = NULL,
                                          [BS_TEXT_SPAN_STRONG] = "strong",
                                          [BS_TEXT_SPAN_EMPHASIS] = "em",
                                          [BS_TEXT_SPAN_CODE] = "code" };

  for (guint i = 0; i < spans->len; i++)
    {
      const BsTextSpan *span = &g_array_index (spans, BsTextSpan, i);

      if (elements[span->style] != NULL)
        append_element (out, elements[span->style], NULL, span->text);
      else
        append (out, span->text);
    }
}

static void
append_facts (GString *out, const BsBlock *block)
{
  gboolean tiles = block->kind == BS_BLOCK_TILES;

  g_string_append_printf (out, "<dl class=\"%s\">\n", tiles ? "tiles" : "facts");
  for (guint i = 0; i < bs_table_get_n_rows (block->table); i++)
    {
      g_autofree char *key = bs_document_fact_text (block, i, 0),
                      *value = bs_document_fact_text (block, i, 1);

      g_string_append (out, "<div>");
      append_element (out, "dt", NULL, key);
      g_string_append (out, "<dd>");
      append (out, value);
      if (tiles)
        {
          g_autofree char *remark = bs_document_fact_text (block, i, 2);

          g_string_append_c (out, ' ');
          append_element (out, "small", NULL, remark);
        }
      g_string_append (out, "</dd></div>\n");
    }
  g_string_append (out, "</dl>\n");
}

static void
append_cell (Page *self, const BsBlock *block, guint row, guint column)
{
  GString *out = self->out;
  g_autofree char *text = bs_document_cell_text (self->document, block, row, column);
  guint type = bs_document_cell_type (self->document, block, row, column);
  double share = bs_document_cell_share (block, row, column);
  BsShow show = g_array_index (block->columns, BsDocumentColumn, column).show;
  const char *element = column == 0 ? "th" : "td";
  gboolean long_text = g_utf8_strlen (text, -1) > 24;

  g_string_append_printf (out, "<%s%s", element, column == 0 ? " scope=\"row\"" : "");
  if (!isnan (share))
    g_string_append_printf (out, " class=\"n s\" style=\"--s:%.1f%%\"", 100.0 * share);
  else if (bs_document_is_number (block, column))
    g_string_append (out, " class=\"n\"");
  /* What may be cut off can be read in full. */
  if (long_text)
    {
      g_string_append (out, " title=\"");
      append (out, text);
      g_string_append_c (out, '"');
    }
  g_string_append_c (out, '>');
  if (type != BS_NO_TYPE)
    {
      g_autofree char *letter = bs_table_printable (self->document->types->types[type].letter);

      g_string_append_printf (out, "<span class=\"chip c%u\" aria-hidden=\"true\">",
                              type % N_COLORS);
      append (out, letter);
      g_string_append (out, "</span>");
    }
  if (show == BS_SHOW_CODE)
    append_element (out, "code", NULL, text);
  else
    append (out, text);
  g_string_append_printf (out, "</%s>", element);
}

static void
append_table (Page *self, const BsBlock *block)
{
  GString *out = self->out;
  guint n_columns = bs_table_get_n_columns (block->table);

  g_string_append (out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
  append (out, block->title);
  g_string_append (out, "\"><table>\n");
  append_element (out, "caption", NULL, block->title);
  g_string_append (out, "\n<thead><tr>");
  for (guint j = 0; j < n_columns; j++)
    append_element (
        out, "th", bs_document_is_number (block, j) ? "scope=\"col\" class=\"n\"" : "scope=\"col\"",
        g_array_index (block->columns, BsDocumentColumn, j).title);
  g_string_append (out, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < bs_table_get_n_rows (block->table); i++)
    {
      g_string_append (out, "<tr>");
      for (guint j = 0; j < n_columns; j++)
        append_cell (self, block, i, j);
      g_string_append (out, "</tr>\n");
    }
  g_string_append (out, "</tbody>\n</table></div>\n");
}

static void
append_figure (Page *self, const BsBlock *block)
{
  GString *out = self->out;
  g_autofree char *text = NULL;

  if (bs_figures_height (self->figures, block, &self->light, FIGURE_WIDTH) <= 0.0)
    return;

  text = bs_figures_describe (self->figures, block);
  g_string_append (out, "<figure>");
  if (block->title != NULL)
    append_element (out, "figcaption", NULL, block->title);
  for (guint dark = 0; dark < 2; dark++)
    {
      g_autofree char *name = g_strdup_printf ("%c%u", dark ? 'd' : 'l', self->n_figures);

      g_string_append_printf (out, "<div class=\"%s\" role=\"img\" aria-label=\"",
                              dark ? "dark" : "light");
      append (out, text);
      g_string_append (out, "\">");
      bs_svg_append (self->figures, block, dark ? &self->dark : &self->light, FIGURE_WIDTH, name,
                     out);
      g_string_append (out, "</div>\n");
    }
  g_string_append (out, "</figure>\n");
  self->n_figures++;
}

static void
append_callout (GString *out, const BsBlock *block)
{
  static const char *const classes[] = {
    [BS_TONE_GOOD] = "good", [BS_TONE_NOTE] = "hint", [BS_TONE_WARNING] = "warning"
  };

  g_string_append_printf (out, "<div class=\"callout %s\" role=\"note\"><p>", classes[block->tone]);
  append_element (out, "strong", NULL, block->title);
  g_string_append (out, "</p><p>");
  append_spans (out, block->spans);
  g_string_append (out, "</p></div>\n");
}

static void
append_heading (GString *out, const BsBlock *block, gboolean *open)
{
  if (block->level > 1)
    {
      g_autofree char *id = g_strdup_printf ("id=\"%s\"", block->id);

      append_element (out, "h3", id, block->title);
      g_string_append_c (out, '\n');
      return;
    }

  if (*open)
    g_string_append (out, "</section>\n");
  *open = TRUE;
  g_string_append_printf (out, "<section id=\"%s\" aria-labelledby=\"%s-title\">", block->id,
                          block->id);
  g_string_append_printf (out, "<h2 id=\"%s-title\">", block->id);
  append (out, block->title);
  g_string_append (out, "</h2>\n");
}

static void
append_block (Page *self, const BsBlock *block, gboolean *open)
{
  GString *out = self->out;

  switch (block->kind)
    {
    case BS_BLOCK_SECTION:
      append_heading (out, block, open);
      break;

    case BS_BLOCK_FINDING:
      g_string_append (out, "<li>");
      append_spans (out, block->spans);
      g_string_append (out, "</li>\n");
      break;

    case BS_BLOCK_CALLOUT:
      append_callout (out, block);
      break;

    case BS_BLOCK_TILES:
    case BS_BLOCK_FACTS:
      append_facts (out, block);
      break;

    case BS_BLOCK_TABLE:
      append_table (self, block);
      break;

    case BS_BLOCK_CHART:
    case BS_BLOCK_PICTURE:
      append_figure (self, block);
      break;

    case BS_BLOCK_PARAGRAPH:
    case BS_BLOCK_NOTE:
    default:
      g_string_append (out, block->kind == BS_BLOCK_NOTE ? "<p class=\"note\">" : "<p>");
      append_spans (out, block->spans);
      g_string_append (out, "</p>\n");
      break;
    }
}

static void
append_body (Page *self)
{
  const GPtrArray *blocks = self->document->blocks;
  GString *out = self->out;
  gboolean open = FALSE, in_list = FALSE;

  g_string_append (out, "<main>\n");
  for (guint i = 0; i < blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (blocks, i);

      if (in_list != (block->kind == BS_BLOCK_FINDING))
        g_string_append (out, in_list ? "</ol>\n" : "<ol class=\"findings\">\n");
      in_list = block->kind == BS_BLOCK_FINDING;
      append_block (self, block, &open);
    }
  if (in_list)
    g_string_append (out, "</ol>\n");
  if (open)
    g_string_append (out, "</section>\n");
  g_string_append (out, "</main>\n");
}

void
bs_report_write_html (const BsDocument *document, BsTrace *trace, GString *out)
{
  g_autoptr (BsFigures) figures = bs_figures_new (trace, document);
  Page self = { .document = document, .figures = figures, .out = out };

  bs_style_init (&self.light, FALSE);
  bs_style_init (&self.dark, TRUE);
  /* The paper of the page is what pictures are drawn on. */
  self.light.window = self.light.view = (BsColor){ 1.0, 1.0, 1.0, 1.0 };
  self.dark.window = self.dark.view;
  self.light.foreground = (BsColor){ 0.11, 0.11, 0.13, 1.0 };

  append_head (&self);
  g_string_append (out, "<body>\n<div class=\"page\">\n<header>\n");
  append_element (out, "h1", NULL, document->title);
  g_string_append_c (out, '\n');
  append_element (out, "p", "class=\"file\"", document->subtitle);
  if (document->remark != NULL)
    append_element (out, "p", "class=\"callout warning\" role=\"note\"", document->remark);
  g_string_append (out, "\n</header>\n");
  append_contents (&self);
  append_body (&self);
  g_string_append (out, "<footer>");
  /* Translators: the name and version of the program. */
  g_string_append_printf (out,
                          _ ("Made by %s. This page is complete in itself and asks for nothing."),
                          "Batchscope " BS_VERSION);
  g_string_append (out, "</footer>\n</div>\n</body>\n</html>\n");
}
