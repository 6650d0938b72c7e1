/* SPDX-License-Identifier: Apache-2.0 */
/* Documents, and what the report of a trace says in them: its numbers are those of the trace, its
 * size does not grow with it. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "profiles/report/report.h"
#include "tests/profiles/synthetic.h"

static BsTrace *
record (const SyntheticOptions *options)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "t.bscope", NULL);
  g_autoptr (Synthetic) synthetic = synthetic_new (options);
  g_autoptr (GError) error = NULL;
  BsTrace *trace;

  synthetic_record (synthetic, path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);

  return trace;
}

/* The table whose columns begin with @first and have @column. */
static const BsBlock *
find_table (const BsDocument *document, const char *first, const char *column, guint *index)
{
  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);

      if (block->kind != BS_BLOCK_TABLE
          || !g_str_equal (bs_table_get_column_name (block->table, 0), first))
        continue;
      for (guint j = 0; j < bs_table_get_n_columns (block->table); j++)
        if (g_str_equal (bs_table_get_column_name (block->table, j), column))
          {
            *index = j;
            return block;
          }
    }

  return NULL;
}

static double
sum_column (const BsDocument *document, const char *first, const char *column)
{
  double sum = 0.0;
  guint j = 0;
  const BsBlock *block = find_table (document, first, column, &j);

  g_assert_nonnull (block);
  for (guint i = 0; i < bs_table_get_n_rows (block->table); i++)
    {
      g_autofree char *text = bs_table_get_text (block->table, i, j);

      sum += g_ascii_strtod (text, NULL);
    }

  return sum;
}

static guint
count_blocks (const BsDocument *document, BsBlockKind kind)
{
  guint n = 0;

  for (guint i = 0; i < document->blocks->len; i++)
    n += ((const BsBlock *) g_ptr_array_index (document->blocks, i))->kind == kind;

  return n;
}

static char *
print (const BsDocument *document)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  bs_document_print_text (document, out);
  g_assert_true (g_utf8_validate (out->str, (gssize) out->len, NULL));
  lines = g_strsplit (out->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (bs_table_width (lines[i]), <=, 80);
      g_assert_false (g_str_has_suffix (lines[i], " "));
    }
  g_assert_null (strstr (out->str, "nan"));
  g_assert_null (strstr (out->str, "\n\n\n"));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Tables add up to the trace. */
static void
test_numbers (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsDocument) document = NULL, again = NULL;
  g_autofree char *text = NULL, *text_again = NULL;
  guint64 nodes = 0, bound = 0;
  gint64 run_ns = 0;

  options.policy = "fsm";
  trace = record (&options);
  document = bs_report_new (trace, NULL);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      nodes += trace->mini_batches[i].n_nodes;
      bound += trace->mini_batches[i].lower_bound;
    }
  for (guint32 i = 0; i < trace->n_decisions; i++)
    run_ns += trace->decisions[i].run_end_ns - trace->decisions[i].run_start_ns;
  g_assert_cmpfloat (sum_column (document, "type", "batches"), ==, trace->n_decisions);
  g_assert_cmpfloat (sum_column (document, "type", "nodes"), ==, (double) nodes);
  g_assert_cmpfloat (sum_column (document, "type", "bound"), ==, (double) bound);
  g_assert_cmpfloat (sum_column (document, "type", "above"), ==,
                     trace->n_decisions - (double) bound);
  g_assert_cmpfloat (sum_column (document, "type", "ns"), ==, (double) run_ns);
  g_assert_cmpfloat_with_epsilon (sum_column (document, "type", "share"), 1.0, 1e-9);
  g_assert_cmpfloat (sum_column (document, "phase", "events"), ==, (double) trace->n_events);
  g_assert_cmpfloat_with_epsilon (sum_column (document, "phase", "share"), 1.0, 1e-9);
  g_assert_cmpfloat (sum_column (document, "mini_batch", "batches"), ==, trace->n_decisions);
  g_assert_cmpfloat (sum_column (document, "type", "measured_ns"), ==, (double) run_ns);
  g_assert_cmpfloat (sum_column (document, "type", "taken"), ==, trace->n_decisions);
  g_assert_cmpfloat (sum_column (document, "type", "ready"), ==, trace->n_candidates);
  g_assert_cmpuint (count_blocks (document, BS_BLOCK_FINDING), ==, 3);
  g_assert_cmpuint (count_blocks (document, BS_BLOCK_CHART), >=, 4);

  again = bs_report_new (trace, NULL);
  text = print (document);
  text_again = print (again);
  g_assert_cmpstr (text, ==, text_again);
}

/* What no table of a small trace holds is said of a long one. */
static void
test_bounded (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  BsReportOptions some = { .top = 4 };
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsDocument) document = NULL;
  g_autofree char *text = NULL, *expected = NULL;

  options.n_mini_batches = 9;
  options.n_types = 12;
  trace = record (&options);
  document = bs_report_new (trace, &some);
  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);

      if (block->kind == BS_BLOCK_TABLE
          && !g_str_equal (bs_table_get_column_name (block->table, 0), "phase")
          && !g_str_equal (bs_table_get_column_name (block->table, 0), "scope"))
        g_assert_cmpuint (bs_table_get_n_rows (block->table), <=, 4);
      if (block->kind == BS_BLOCK_CHART && block->chart->kind == BS_CHART_LINES)
        g_assert_cmpuint (bs_chart_get_n_rows (block->chart), <=, 240);
    }
  text = print (document);
  expected = g_strdup_printf ("the first 4 of %u", trace->n_decisions);
  g_assert_nonnull (strstr (text, expected));
  g_assert_nonnull (strstr (text, "the first 4 of 9"));
}

static void
test_sections (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = record (&options);
  BsReportSection section;

  for (guint i = 0; i < BS_N_REPORT_SECTIONS; i++)
    {
      BsReportOptions one = { .sections = 1u << i };
      g_autoptr (BsDocument) document = bs_report_new (trace, &one);
      const BsBlock *first = g_ptr_array_index (document->blocks, 0);

      g_assert_cmpint (first->kind, ==, BS_BLOCK_SECTION);
      g_assert_cmpuint (first->level, ==, 1);
      g_assert_cmpstr (first->id, ==, bs_report_section_to_string (i));
      g_assert_true (bs_report_section_from_string (first->id, &section));
      g_assert_cmpuint (section, ==, i);
    }
  g_assert_false (bs_report_section_from_string ("nothing", &section));
  g_assert_false (bs_report_section_from_string (NULL, &section));
}

/* Where only some of it was recorded, the rest is said to be missing. */
static void
test_scheduled_only (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsDocument) document = NULL;
  g_autofree char *text = NULL;

  options.executed = FALSE;
  options.reasons = FALSE;
  trace = record (&options);
  document = bs_report_new (trace, NULL);
  text = print (document);
  g_assert_cmpuint (count_blocks (document, BS_BLOCK_FINDING), ==, 3);
  g_assert_nonnull (strstr (text, "did not run"));
  g_assert_nonnull (strstr (text, "What else was ready was not recorded."));
}

static void
test_incomplete (void)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (BsTrace) trace = record (&options);
  g_autoptr (BsDocument) document = NULL;
  g_autofree char *text = NULL;

  trace->complete = FALSE;
  g_ptr_array_add (trace->diagnostics, g_strnfill (300, 'x'));
  document = bs_report_new (trace, NULL);
  text = print (document);
  g_assert_nonnull (strstr (text, "Cut short"));
  g_assert_nonnull (strstr (text, "xxxxxxxxxx"));
}

/* Emphasis is kept, what is no markup of ours is text, and nothing of it moves a terminal. */
static void
test_markup (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsDocument) document = bs_document_new (types, "t\033", "s");
  const BsBlock *block;
  const BsTextSpan *spans;
  g_autofree char *text = NULL;

  bs_document_add_text (document, BS_BLOCK_PARAGRAPH, "a <b>%s</b> c <tt>d</tt>", "<b>&\n");
  bs_document_add_markup (document, BS_BLOCK_NOTE, "<b>never closed");
  bs_document_add_callout (document, BS_TONE_NOTE, "call", "<i>%d</i>%s", 7, "\xe2\x80\xae");
  block = g_ptr_array_index (document->blocks, 0);
  spans = (const BsTextSpan *) block->spans->data;
  g_assert_cmpuint (block->spans->len, ==, 4);
  g_assert_cmpstr (spans[0].text, ==, "a ");
  g_assert_cmpint (spans[1].style, ==, BS_TEXT_SPAN_STRONG);
  g_assert_cmpstr (spans[1].text, ==, "<b>&\\x0a");
  g_assert_cmpint (spans[2].style, ==, BS_TEXT_SPAN_PLAIN);
  g_assert_cmpint (spans[3].style, ==, BS_TEXT_SPAN_CODE);
  block = g_ptr_array_index (document->blocks, 1);
  g_assert_cmpuint (block->spans->len, ==, 1);
  g_assert_cmpstr (g_array_index (block->spans, BsTextSpan, 0).text, ==, "<b>never closed");
  text = print (document);
  g_assert_nonnull (strstr (text, "a <b>&\\x0a c d\n"));
  g_assert_nonnull (strstr (text, "7\\u202e"));
}

static void
test_cells (void)
{
  static const char *const expected[] = {
    "−1\u202f234\u202f567", "1.4\u00a0KiB", "<\u00a00.1\u00a0%", "−0.5", "1.23 µs", "yes", "é", "–"
  };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsDocument) document = bs_document_new (types, "t", "s");
  BsTable *table = bs_document_add_table (document, "c");
  const BsBlock *block = g_ptr_array_index (document->blocks, 0);
  g_autofree char *all = bs_share_to_string (1.0), *nearly = bs_share_to_string (0.99999);

  bs_type_table_intern (types, "é", NULL, BS_SHAPE_CELL);
  bs_document_add_column (document, "a", BS_COLUMN_INTEGER, BS_SHOW_PLAIN, "a");
  bs_document_add_column (document, "b", BS_COLUMN_INTEGER, BS_SHOW_BYTES, "b");
  bs_document_add_column (document, "c", BS_COLUMN_REAL, BS_SHOW_SHARE, "c");
  bs_document_add_column (document, "d", BS_COLUMN_REAL, BS_SHOW_TENTHS, "d");
  bs_document_add_column (document, "e", BS_COLUMN_DURATION, BS_SHOW_PLAIN, "e");
  bs_document_add_column (document, "f", BS_COLUMN_BOOLEAN, BS_SHOW_PLAIN, "f");
  bs_document_add_column (document, "g", BS_COLUMN_INTEGER, BS_SHOW_TYPE, "g");
  bs_document_add_column (document, "h", BS_COLUMN_REAL, BS_SHOW_PLAIN, "h");
  bs_table_add_integer (table, -1234567);
  bs_table_add_integer (table, 1450);
  bs_table_add_real (table, 0.0001);
  bs_table_add_real (table, -0.51);
  bs_table_add_integer (table, 1234);
  bs_table_add_boolean (table, TRUE);
  bs_table_add_integer (table, 0);
  bs_table_add_real (table, NAN);
  for (guint j = 0; j < G_N_ELEMENTS (expected); j++)
    {
      g_autofree char *text = bs_document_cell_text (document, block, 0, j);

      g_assert_cmpstr (text, ==, expected[j]);
    }
  g_assert_cmpuint (bs_document_cell_type (document, block, 0, 6), ==, 0);
  g_assert_cmpuint (bs_document_cell_type (document, block, 0, 0), ==, BS_NO_TYPE);
  g_assert_false (bs_document_is_number (block, 6));
  g_assert_cmpfloat (bs_document_cell_share (block, 0, 2), ==, 0.0001);
  g_assert_cmpstr (all, ==, "100.0\u00a0%");
  g_assert_cmpstr (nearly, ==, "99.9\u00a0%");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/report/numbers", test_numbers);
  g_test_add_func ("/profiles/report/bounded", test_bounded);
  g_test_add_func ("/profiles/report/sections", test_sections);
  g_test_add_func ("/profiles/report/scheduled-only", test_scheduled_only);
  g_test_add_func ("/profiles/report/incomplete", test_incomplete);
  g_test_add_func ("/profiles/report/markup", test_markup);
  g_test_add_func ("/profiles/report/cells", test_cells);

  return g_test_run ();
}
