/* SPDX-License-Identifier: Apache-2.0 */
/* report as a person asks for it: every format of the traces of every workload. */
#include "config.h"

#include <string.h>

#include "harness.h"

static const char *const workloads[] = { "tree-lstm",       "tree-gru",           "mv-rnn",
                                         "tree-lstm-2type", "lattice-lstm",       "lattice-gru",
                                         "bilstm-tagger",   "bilstm-tagger-char", "lstm-nmt" };

static void
check_markup (const char *html)
{
  static const GMarkupParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, html, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (html, "<script"));
}

static void
test_workload (gconstpointer data)
{
  const char *workload = data;
  g_autofree char *text = NULL, *html = NULL, *pdf = NULL, *nothing = NULL;
  gsize length;

  g_free (harness_ok ("record", "--workload", workload, "--batch-size", "3", "--batches", "2",
                      "--model-size", "4", "--policy", "agenda", "-o", "w.bscope", NULL));
  text = harness_ok ("report", "w.bscope", NULL);
  g_assert_nonnull (strstr (text, workload));
  nothing = harness_ok ("report", "w.bscope", "-o", "w.html", NULL);
  g_assert_cmpstr (nothing, ==, "");
  html = harness_read ("w.html", NULL);
  check_markup (html);
  g_assert_nonnull (strstr (html, workload));
  g_free (harness_ok ("report", "w.bscope", "-o", "w.pdf", NULL));
  pdf = harness_read ("w.pdf", &length);
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  g_assert_nonnull (g_strstr_len (pdf + length - 32, 32, "%%EOF"));
}

static void
record_small (void)
{
  g_free (harness_ok ("record", "--batch-size", "2", "--model-size", "4", "--policy", "agenda",
                      "-o", "r.bscope", NULL));
}

/* The suffix decides where --format does not; what has no suffix of ours is text. */
static void
test_formats (void)
{
  g_autofree char *text = NULL, *file = NULL, *html = NULL, *out = NULL;

  record_small ();
  text = harness_ok ("report", "r.bscope", NULL);
  g_free (harness_ok ("report", "r.bscope", "-o", "r.out", NULL));
  file = harness_read ("r.out", NULL);
  g_assert_cmpstr (file, ==, text);
  html = harness_ok ("report", "r.bscope", "--format", "html", NULL);
  g_free (harness_ok ("report", "r.bscope", "--format", "html", "-o", "r.txt", NULL));
  out = harness_read ("r.txt", NULL);
  g_assert_cmpstr (html, ==, out);
  check_markup (html);
}

static void
test_parts (void)
{
  g_autofree char *text = NULL, *one = NULL;

  record_small ();
  text = harness_ok ("report", "r.bscope", "--section", "memory", "--section", "time", NULL);
  g_assert_null (strstr (text, "\nSummary\n"));
  g_assert_nonnull (strstr (text, "\nMemory\n"));
  g_assert_nonnull (strstr (text, "\nWhere time goes\n"));
  one = harness_ok ("report", "r.bscope", "--section", "decisions", "--top", "1", NULL);
  g_assert_nonnull (strstr (one, "the first 1 of"));
}

static void
test_paper (void)
{
  g_autofree char *a4 = NULL, *letter = NULL;
  gsize a4_length, letter_length;

  record_small ();
  g_free (harness_ok ("report", "r.bscope", "-o", "a4.pdf", NULL));
  g_free (harness_ok ("report", "r.bscope", "-o", "letter.pdf", "--paper", "letter", NULL));
  a4 = harness_read ("a4.pdf", &a4_length);
  letter = harness_read ("letter.pdf", &letter_length);
  g_assert_nonnull (memmem (a4, a4_length, "595.28", 6));
  g_assert_nonnull (memmem (letter, letter_length, "612 792", 7));
}

#define REFUSES(expected, ...)                                                                     \
  harness_refuses ((const char *const[]){ __VA_ARGS__, NULL },                                     \
                   (const char *const[]){ expected, NULL })

static void
test_refusals (void)
{
  record_small ();
  REFUSES ("docx", "report", "r.bscope", "--format", "docx");
  REFUSES ("tabloid", "report", "r.bscope", "--format", "pdf", "--paper", "tabloid");
  REFUSES ("--paper", "report", "r.bscope", "--paper", "a4");
  REFUSES ("prediction", "report", "r.bscope", "--section", "weather");
  REFUSES ("--top", "report", "r.bscope", "--top", "0");
  REFUSES ("r.bscope", "report", "r.bscope", "-o", "r.bscope");
}

int
main (int argc, char *argv[])
{
  harness_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strconcat ("/report/", workloads[i], NULL);

      g_test_add_data_func (path, workloads[i], test_workload);
    }
  g_test_add_func ("/report/formats", test_formats);
  g_test_add_func ("/report/parts", test_parts);
  g_test_add_func ("/report/paper", test_paper);
  g_test_add_func ("/report/refusals", test_refusals);

  return harness_finish ();
}
