/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as HTML and PDF: well formed, complete in themselves, with the numbers of the document, and
 * safe against names that were made to harm. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fake-trace.h"
#include "profiles/report/report.h"
#include "viz/report/figure.h"
#include "viz/report/report-format.h"
#include "viz/report/report-html.h"

static const BsFakeOptions trees = { .kind = BS_FAKE_TREES,
                                     .seed = 3,
                                     .n_mini_batches = 3,
                                     .n_instances = 6,
                                     .max_leaves = 12,
                                     .encoding = BS_ENCODING_SORT };

static const BsFakeOptions mixed = { .kind = BS_FAKE_MIXED,
                                     .seed = 5,
                                     .n_mini_batches = 20,
                                     .n_instances = 4,
                                     .max_leaves = 30,
                                     .n_types = 40,
                                     .encoding = BS_ENCODING_BASE };

/* What a page is made of. */
typedef struct
{
  GHashTable *elements; /* names -> how often */
  GHashTable *ids;
  GPtrArray *links; /* what href and references to ids name */
  GString *text;    /* outside of style */
  guint n_scopes, in_style;
} Page;

static void
page_free (Page *self)
{
  g_hash_table_unref (self->elements);
  g_hash_table_unref (self->ids);
  g_ptr_array_unref (self->links);
  g_string_free (self->text, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static void
check_attribute (Page *self, const char *element, const char *name, const char *value)
{
  const char *reference = strstr (value, "url(#");

  /* Nothing but the names of languages is elsewhere, and nothing runs. */
  if (!g_str_has_prefix (name, "xmlns"))
    {
      g_assert_null (strstr (value, "://"));
      g_assert_false (g_str_has_prefix (name, "on"));
    }
  g_assert_cmpstr (name, !=, "src");
  if (g_str_equal (name, "id") && !g_hash_table_add (self->ids, g_strdup (value)))
    g_error ("the id %s is there twice", value);
  if (g_str_equal (name, "href") || g_str_equal (name, "xlink:href"))
    {
      if (!g_str_has_prefix (value, "data:image/png;base64,"))
        {
          g_assert_cmpint (value[0], ==, '#');
          g_ptr_array_add (self->links, g_strdup (value + 1));
        }
    }
  if (g_str_equal (name, "aria-labelledby"))
    g_ptr_array_add (self->links, g_strdup (value));
  if (reference != NULL)
    g_ptr_array_add (self->links, g_strndup (reference + 5, strcspn (reference + 5, ")")));
  self->n_scopes += g_str_equal (element, "th") && g_str_equal (name, "scope");
}

static void
begin_element (GMarkupParseContext *context, const char *name, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  Page *self = user_data;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->elements, name));

  g_hash_table_insert (self->elements, g_strdup (name), GUINT_TO_POINTER (n + 1));
  self->in_style += g_str_equal (name, "style");
  for (guint i = 0; names[i] != NULL; i++)
    check_attribute (self, name, names[i], values[i]);
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  ((Page *) user_data)->in_style -= g_str_equal (name, "style");
}

static void
add_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
          GError **error)
{
  Page *self = user_data;

  if (self->in_style > 0)
    {
      g_autofree char *css = g_strndup (text, length);

      g_assert_null (strstr (css, "url("));
      g_assert_null (strstr (css, "@import"));
    }
  else
    g_string_append_len (self->text, text, (gssize) length);
}

static guint
count (const Page *self, const char *element)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->elements, element));
}

static Page *
parse (const GString *html)
{
  static const GMarkupParser parser = { begin_element, end_element, add_text, NULL, NULL };
  Page *self = g_new0 (Page, 1);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;

  self->elements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->text = g_string_new (NULL);
  g_assert_true (g_str_has_prefix (html->str, "<!DOCTYPE html>\n"));
  g_assert_true (g_utf8_validate (html->str, (gssize) html->len, NULL));
  context = g_markup_parse_context_new (&parser, 0, self, NULL);
  g_markup_parse_context_parse (context, html->str, (gssize) html->len, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < self->links->len; i++)
    if (!g_hash_table_contains (self->ids, g_ptr_array_index (self->links, i)))
      g_error ("nothing has the id %s", (const char *) g_ptr_array_index (self->links, i));

  return self;
}

static void
assert_says (const Page *page, const char *text)
{
  if (strstr (page->text->str, text) == NULL)
    g_error ("the page does not say “%s”", text);
}

/* Every cell, caption, heading and sentence of the document stands in the page. */
static void
assert_complete (const Page *page, const BsDocument *document, gboolean *has_picture)
{
  guint n_tables = 0, n_cells = 0, n_sections = 0, n_figures = 0;

  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);

      if (block->title != NULL && block->kind != BS_BLOCK_PICTURE)
        assert_says (page, block->title);
      for (guint k = 0; block->spans != NULL && k < block->spans->len; k++)
        assert_says (page, g_array_index (block->spans, BsTextSpan, k).text);
      n_sections += block->kind == BS_BLOCK_SECTION && block->level == 1;
      n_figures += block->kind == BS_BLOCK_CHART || block->kind == BS_BLOCK_PICTURE;
      *has_picture |= block->kind == BS_BLOCK_PICTURE;
      if (block->kind != BS_BLOCK_TABLE)
        continue;
      n_tables++;
      n_cells += bs_table_get_n_rows (block->table) + bs_table_get_n_columns (block->table);
      for (guint row = 0; row < bs_table_get_n_rows (block->table); row++)
        for (guint column = 0; column < bs_table_get_n_columns (block->table); column++)
          {
            g_autofree char *text = bs_document_cell_text (document, block, row, column);

            assert_says (page, text);
          }
    }
  g_assert_cmpuint (count (page, "table"), ==, n_tables);
  g_assert_cmpuint (count (page, "caption"), ==, n_tables);
  g_assert_cmpuint (page->n_scopes, ==, n_cells);
  g_assert_cmpuint (count (page, "section"), ==, n_sections);
  g_assert_cmpuint (count (page, "figure"), ==, n_figures);
  /* Light and dark. */
  g_assert_cmpuint (count (page, "svg"), ==, 2 * n_figures);
}

static void
check_html (const BsDocument *document, BsTrace *trace)
{
  g_autoptr (GString) html = g_string_new (NULL), again = g_string_new (NULL);
  g_autoptr (Page) page = NULL;
  gboolean has_picture = FALSE;

  bs_report_write_html (document, trace, html);
  bs_report_write_html (document, trace, again);
  g_assert_cmpmem (html->str, html->len, again->str, again->len);
  page = parse (html);
  g_assert_cmpuint (count (page, "h1"), ==, 1);
  g_assert_cmpuint (count (page, "main"), ==, 1);
  g_assert_cmpuint (count (page, "nav"), ==, 1);
  for (const char *const *name = (const char *const[]){ "script", "link", "img", "iframe", "object",
                                                        "form", "base", NULL };
       *name != NULL; name++)
    g_assert_cmpuint (count (page, *name), ==, 0);
  assert_says (page, document->title);
  assert_complete (page, document, &has_picture);
  g_assert_true (has_picture);
  g_assert_nonnull (strstr (html->str, "prefers-color-scheme:dark"));
  g_assert_nonnull (strstr (html->str, "@media print"));
}

static guint
count_in (const GString *text, const char *part)
{
  guint n = 0;

  for (const char *p = text->str;
       (p = memmem (p, text->len - (gsize) (p - text->str), part, strlen (part))) != NULL; p++)
    n++;

  return n;
}

static void
check_pdf (const BsDocument *document, BsTrace *trace)
{
  g_autoptr (GString) first = g_string_new (NULL);
  guint n_sections = 0;

  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);

      n_sections += block->kind == BS_BLOCK_SECTION && block->level == 1;
    }
  for (BsPaper paper = BS_PAPER_A4; paper <= BS_PAPER_LETTER; paper++)
    {
      g_autoptr (GString) pdf = g_string_new (NULL), again = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      guint n_pages = 0;

      g_assert_true (bs_report_write_pdf (document, trace, paper, pdf, &n_pages, &error));
      g_assert_no_error (error);
      g_assert_true (bs_report_write_pdf (document, trace, paper, again, NULL, NULL));
      g_assert_cmpmem (pdf->str, pdf->len, again->str, again->len);
      g_assert_true (g_str_has_prefix (pdf->str, "%PDF-"));
      g_assert_nonnull (g_strstr_len (pdf->str + pdf->len - 32, 32, "%%EOF"));
      g_assert_cmpuint (n_pages, >, 1);
      g_assert_cmpuint (count_in (pdf, "/Type /Page %"), ==, n_pages);
      g_assert_cmpuint (count_in (pdf, "/Type /Outlines"), ==, 1);
      /* Each section in the outline; in the contents, as a link. */
      g_assert_cmpuint (count_in (pdf, "<< /Title ("), ==, n_sections);
      g_assert_cmpuint (count_in (pdf, "/Subtype /Link"), ==, n_sections);
      g_assert_cmpuint (count_in (pdf, "/CreationDate (20000101000000Z)"), ==, 1);
    }
}

/* Whatever the format, what is written is what its writer writes. */
static void
check_formats (const BsDocument *document, BsTrace *trace)
{
  for (BsReportFormat format = 0; format < BS_N_REPORT_FORMATS; format++)
    {
      g_autoptr (GString) out = g_string_new (NULL), own = g_string_new (NULL);
      g_autofree char *name = g_strdup_printf ("a.b/report.%s", bs_report_format_suffix (format));
      BsReportFormat found = BS_N_REPORT_FORMATS;

      g_assert_true (bs_report_format_from_file (name, &found));
      g_assert_cmpint (found, ==, format);
      g_assert_true (bs_report_write (document, trace, format, BS_PAPER_LETTER, out, NULL));
      if (format == BS_REPORT_PDF)
        bs_report_write_pdf (document, trace, BS_PAPER_LETTER, own, NULL, NULL);
      else if (format == BS_REPORT_HTML)
        bs_report_write_html (document, trace, own);
      else
        bs_document_print_text (document, own);
      g_assert_cmpmem (out->str, out->len, own->str, own->len);
    }
}

static void
test_format_names (void)
{
  BsReportFormat format = BS_N_REPORT_FORMATS;

  g_assert_false (bs_report_format_from_string ("csv", &format));
  g_assert_false (bs_report_format_from_file ("run.pdf/report", &format));
  g_assert_false (bs_report_format_from_file ("pdf", &format));
  g_assert_cmpint (format, ==, BS_N_REPORT_FORMATS);
  g_assert_true (bs_report_format_from_string ("XHTML", &format));
  g_assert_cmpint (format, ==, BS_REPORT_HTML);
}

static void
check (const BsFakeOptions *options)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (options);
  g_autoptr (BsDocument) document = bs_report_new (trace, NULL);

  check_html (document, trace);
  check_pdf (document, trace);
  check_formats (document, trace);
}

static void
test_trees (void)
{
  check (&trees);
}

static void
test_many_types (void)
{
  check (&mixed);
}

static void
test_hostile (void)
{
  static const char *const names[] = { "<script>alert(1)</script>", "\"><img src=x onerror=y>",
                                       "\033[2J\x07\xe2\x80\xae\xe2\x81\xa6 evil]]>", "&amp;<!--",
                                       "ftp\x3a//example.org/'\\" };
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autoptr (BsDocument) document = NULL;
  g_autoptr (GString) html = g_string_new (NULL), text = g_string_new (NULL);
  g_autoptr (Page) page = NULL;
  guint n = MIN (trace->types->n_types, G_N_ELEMENTS (names));

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < n; i++)
    {
      g_free (trace->types->types[i].name);
      trace->types->types[i].name = g_strdup (names[i]);
      g_free (trace->types->types[i].letter);
      trace->types->types[i].letter = g_strdup ("<");
    }
  g_free (trace->path);
  trace->path = g_strdup ("/tmp/<b>\xe2\x80\xae.bscope");
  g_ptr_array_add (trace->diagnostics, g_strdup ("</p><script>1</script>\xff"));

  document = bs_report_new (trace, NULL);
  bs_report_write_html (document, trace, html);
  page = parse (html);
  g_assert_cmpuint (count (page, "script"), ==, 0);
  g_assert_cmpuint (count (page, "img"), ==, 0);
  assert_says (page, names[0]);
  assert_says (page, names[1]);
  bs_document_print_text (document, text);
  for (guint i = 0; i < 2; i++)
    {
      const GString *out = i == 0 ? html : text;

      g_assert_true (g_utf8_validate (out->str, (gssize) out->len, NULL));
      g_assert_null (strchr (out->str, '\033'));
      g_assert_null (strchr (out->str, '\x07'));
      g_assert_null (strstr (out->str, "\xe2\x80\xae"));
      g_assert_null (strstr (out->str, "\xe2\x81\xa6"));
    }
  check_pdf (document, trace);
}

/* Names as long as books, and numbers as large as there are. */
static void
test_large (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autoptr (BsDocument) document = NULL;
  g_autoptr (GString) html = g_string_new (NULL);
  g_autofree char *book = g_strnfill (3000, 'W');
  BsTable *table;

  for (guint i = 0; i < trace->types->n_types; i++)
    {
      g_free (trace->types->types[i].name);
      trace->types->types[i].name = g_strdup_printf ("%s%u", book, i);
    }
  for (guint i = 0; i < trace->n_decisions; i++)
    trace->decisions[i].run_end_ns = G_MAXINT64 - i;
  document = bs_report_new (trace, NULL);
  table = bs_document_add_table (document, book);
  for (guint i = 0; i < 24; i++)
    bs_document_add_column (document, "n", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, "title");
  for (guint i = 0; i < 24 * 50; i++)
    bs_table_add_integer (table, G_MININT64 + i);
  bs_report_write_html (document, trace, html);
  page_free (parse (html));
  check_pdf (document, trace);
}

static void
test_empty (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autoptr (BsDocument) document = bs_document_new (trace->types, "", "");
  g_autoptr (GString) html = g_string_new (NULL), pdf = g_string_new (NULL);
  g_autoptr (Page) page = NULL;
  guint n_pages;

  bs_document_add_table (document, "nothing");
  bs_document_add_picture (document, "no-such-view", 1, "nothing");
  bs_document_add_chart (document, BS_CHART_LINES, "nothing", "nothing");
  bs_document_add_chart (document, BS_CHART_BARS, "nothing", "nothing");
  bs_report_write_html (document, trace, html);
  page = parse (html);
  g_assert_cmpuint (count (page, "figure"), ==, 2);
  g_assert_true (bs_report_write_pdf (document, trace, BS_PAPER_A4, pdf, &n_pages, NULL));
  g_assert_cmpuint (n_pages, ==, 1);
}

/* Charts draw within their bounds, whatever they are of. */
static void
test_charts (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autoptr (BsDocument) document = bs_document_new (trace->types, "", "");
  g_autoptr (BsFigures) figures = bs_figures_new (trace, document);
  const double values[] = { 0.0, -1.0, NAN, 1e300, INFINITY, 3.0 };
  BsStyle style;

  bs_style_init (&style, TRUE);
  style.patterns = TRUE;
  for (guint kind = BS_CHART_BARS; kind <= BS_CHART_LINES; kind++)
    {
      BsChart *chart = bs_document_add_chart (document, kind, "c", "d");
      const BsBlock *block = g_ptr_array_index (document->blocks, document->blocks->len - 1);
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 400, 300);
      cairo_t *cr = cairo_create (surface);

      bs_chart_add_series (chart, "one");
      bs_chart_add_series (chart, "two");
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          bs_chart_add_row (chart, "row", i % 2 == 0 ? i % trace->types->n_types : BS_NO_TYPE, i);
          bs_chart_add_value (chart, values[i]);
          bs_chart_add_value (chart, values[(i + 1) % G_N_ELEMENTS (values)]);
        }
      g_assert_cmpuint (bs_chart_get_n_rows (chart), ==, G_N_ELEMENTS (values));
      g_assert_cmpfloat (bs_chart_get_value (chart, 5, 1), ==, 0.0);
      g_assert_cmpfloat (bs_figures_height (figures, block, &style, 400.0), >, 0.0);
      for (double width = 0.0; width < 400.0; width += 133.0)
        bs_figures_draw (figures, block, cr, &style, width, 300.0);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/format-names", test_format_names);
  g_test_add_func ("/report/trees", test_trees);
  g_test_add_func ("/report/many-types", test_many_types);
  g_test_add_func ("/report/hostile", test_hostile);
  g_test_add_func ("/report/large", test_large);
  g_test_add_func ("/report/empty", test_empty);
  g_test_add_func ("/report/charts", test_charts);

  return g_test_run ();
}
