/* SPDX-License-Identifier: Apache-2.0 */
/* What the Memory page says is what the command line says: for every model that comes with the
 * program, every cell of it, and every planner. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/memory/memory-page.h"
#include "app/window/memory/reductions-panel.h"
#include "app/window/memory/totals-view.h"
#include "app/window/parts/format.h"
#include "tests/window/fixture.h"
#include "viz/text.h"

#define SIZE "8"
#define PATIENCE_MS 8000

static const char *const planners[] = { "creation", "published", "full" };
static const char *const workloads[] = { "tree-lstm",   "tree-lstm-2type",    "tree-gru",
                                         "mv-rnn",      "bilstm-tagger",      "lattice-lstm",
                                         "lattice-gru", "bilstm-tagger-char", "lstm-nmt" };

typedef struct
{
  const char *workload, *planner;
  char *path;
  BsTrace *trace;
  BsPictures *pictures;
  GtkWidget *window;
  BsMemoryPage *page;
  BsDebugger *debugger;
} Fixture;

/* Returns: (transfer full): what the command line prints: lines of cells. */
static char *
run_cli (const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *errors = NULL;
  char *output = NULL;
  int status;

  g_ptr_array_add (argv, (char *) g_getenv ("BATCHSCOPE_CLI"));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &errors,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", arguments[0], errors);

  return output;
}

static void
open_page (Fixture *self, const char *workload, const char *planner)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  self->workload = workload;
  self->planner = planner;
  self->path = g_build_filename (g_get_tmp_dir (), "figures-XXXXXX", NULL);
  g_close (g_mkstemp (self->path), NULL);
  g_unlink (self->path);
  output = run_cli ((const char *[]){ "record", "--workload", workload, "--planner", planner,
                                      "--model-size", SIZE, "--batch-size", "1", "--policy",
                                      "agenda", "-o", self->path, NULL });
  self->trace = bs_trace_load (self->path, NULL, &error);
  g_assert_no_error (error);
  self->pictures = bs_pictures_new (self->trace, NULL);
  self->window = gtk_window_new ();
  self->page = g_object_new (BS_TYPE_MEMORY_PAGE, NULL);
  self->debugger = bs_debugger_new (self->window, self->pictures);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1400, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), self->debugger);
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (50);
}

static void
close_page (Fixture *self)
{
  bs_trace_view_set_debugger (BS_TRACE_VIEW (self->page), NULL);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->debugger);
  bs_pictures_unref (self->pictures);
  bs_trace_unref (self->trace);
  g_unlink (self->path);
  g_free (self->path);
}

static const char *
peek_label (GtkGrid *grid, int column, int row)
{
  GtkWidget *label = gtk_grid_get_child_at (grid, column, row);

  return label != NULL && gtk_widget_get_visible (label) ? gtk_label_get_label (GTK_LABEL (label))
                                                         : "";
}

static char *
write_value (guint64 value, gboolean bytes)
{
  char buffer[40];

  return bytes ? g_strdup (bs_text_bytes (buffer, value)) : bs_format_count (value);
}

/* Whether the row that begins with @name says @before and @after; where there is no such row, both
 * have to be nothing. */
static gboolean
has_total (Fixture *self, const char *name, guint64 before, guint64 after, gboolean bytes)
{
  GtkGrid *grid = GTK_GRID (
      test_find (test_find (GTK_WIDGET (self->page), BS_TYPE_TOTALS_VIEW), GTK_TYPE_GRID));
  g_autofree char *was = write_value (before, bytes);
  g_autofree char *is = write_value (after, bytes);

  for (int row = 1; row <= 8; row++)
    if (g_str_equal (peek_label (grid, 0, row), name))
      return g_str_equal (peek_label (grid, 1, row), was)
             && g_str_has_suffix (peek_label (grid, 2, row), is)
             && (before == after) == (strlen (peek_label (grid, 2, row)) == strlen (is));

  return before == 0 && after == 0;
}

/* The first decision whose calls are of @cell, of @n_calls; 0: none. */
static guint32
find_decision (Fixture *self, const char *cell)
{
  for (guint32 n = 1; n <= self->trace->n_decisions; n++)
    {
      guint index = bs_trace_get_cell (self->trace, bs_trace_decision (self->trace, n)->type);

      if (index < self->trace->n_cells && g_str_equal (self->trace->cells[index], cell))
        return n;
    }

  return 0;
}

typedef struct
{
  guint64 batches[2], gathers[2], gather_bytes[2], scatters[2], scatter_bytes[2];
  guint64 kept, rejected;
} Wanted;

static gboolean
says_all (Fixture *self, const Wanted *wanted, guint64 n)
{
  GtkWidget *panel = test_find (GTK_WIDGET (self->page), BS_TYPE_REDUCTIONS_PANEL);
  GListModel *list = G_LIST_MODEL (
      gtk_list_view_get_model (GTK_LIST_VIEW (test_find (panel, GTK_TYPE_LIST_VIEW))));
  g_autofree char *kept = g_strdup_printf ("✓ %u", (guint) wanted->kept);
  g_autofree char *rejected = g_strdup_printf ("✗ %u", (guint) wanted->rejected);

  return has_total (self, "Inner batches", wanted->batches[0], wanted->batches[1], FALSE)
         && has_total (self, "Gathers", wanted->gathers[0], wanted->gathers[1], FALSE)
         && has_total (self, "Gathered", wanted->gather_bytes[0] * n, wanted->gather_bytes[1] * n,
                       TRUE)
         && has_total (self, "Scatters", wanted->scatters[0], wanted->scatters[1], FALSE)
         && has_total (self, "Scattered", wanted->scatter_bytes[0] * n,
                       wanted->scatter_bytes[1] * n, TRUE)
         && g_list_model_get_n_items (list) == wanted->kept + wanted->rejected
         && (wanted->kept == 0 || test_says (panel, kept))
         && (wanted->kept + wanted->rejected == 0 || test_says (panel, rejected));
}

/* Goes to a batch that calls the cell, and waits until the page says all of it. */
static void
check_cell (Fixture *self, const char *cell, const Wanted *wanted)
{
  guint32 decision = find_decision (self, cell);
  guint waited = 0;

  if (decision == 0)
    return;

  bs_clock_scrub (bs_debugger_get_clock (self->debugger), decision);
  do
    test_spin (5);
  while (!says_all (self, wanted, bs_trace_decision (self->trace, decision)->size)
         && (waited += 5) < PATIENCE_MS);
  if (waited >= PATIENCE_MS)
    g_error ("%s, %s: the page does not say of %s what the command line says", self->workload,
             self->planner, cell);
}

/* Numbers of a line behind its name. */
static void
read_numbers (char **fields, guint first, guint64 *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    numbers[i] = g_ascii_strtoull (fields[first + i], NULL, 10);
}

/* By the plans of the trace, and by those that the command line makes anew. */
static guint
check_cells (Fixture *self)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT c.name, a.n_batches, b.n_batches, a.gathers, b.gathers, a.gather_bytes, "
      "b.gather_bytes, a.scatters, b.scatters, a.scatter_bytes, b.scatter_bytes, "
      "coalesce (sum (k.accepted AND k.step != 'direction'), 0) "
      "+ coalesce (max (k.step = 'direction'), 0), "
      "coalesce (sum (NOT k.accepted AND k.step != 'direction'), 0) FROM cell c "
      "JOIN cell_plan a ON a.cell = c.id AND a.planner = 'creation' "
      "JOIN cell_plan b ON b.cell = c.id AND b.planner = '%s' "
      "LEFT JOIN plan_constraint k ON k.plan = b.id GROUP BY c.id ORDER BY c.id",
      self->planner);
  g_autofree char *recorded = run_cli (
      (const char *[]){ "query", "--format", "csv", self->path, sql, NULL });
  g_autofree char *planned = run_cli ((const char *[]){ "plan", "--workload", self->workload,
                                                        "--planner", self->planner, "--model-size",
                                                        SIZE, "--format", "csv", NULL });
  g_auto (GStrv) lines = g_strsplit (recorded, "\n", -1);
  g_auto (GStrv) again = g_strsplit (planned, "\n", -1);
  guint i;

  for (i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_auto (GStrv) sums = g_strsplit (again[i], ",", -1);
      guint64 numbers[12], anew[6];
      Wanted wanted;

      g_assert_cmpuint (g_strv_length (fields), ==, 13);
      g_assert_cmpstr (sums[0], ==, fields[0]);
      read_numbers (fields, 1, numbers, 12);
      wanted = (Wanted){ { numbers[0], numbers[1] },
                         { numbers[2], numbers[3] },
                         { numbers[4], numbers[5] },
                         { numbers[6], numbers[7] },
                         { numbers[8], numbers[9] },
                         numbers[10],
                         numbers[11] };
      read_numbers (sums, 2, anew, 6);
      g_assert_cmpuint (anew[0], ==, wanted.batches[0]);
      g_assert_cmpuint (anew[1], ==, wanted.batches[1]);
      for (guint k = 0; k < 2; k++)
        {
          g_assert_cmpuint (anew[2 + k], ==, wanted.gathers[k] + wanted.scatters[k]);
          g_assert_cmpuint (anew[4 + k], ==, wanted.gather_bytes[k] + wanted.scatter_bytes[k]);
        }
      check_cell (self, fields[0], &wanted);
    }

  return i - 1;
}

/* The sums of the mini-batch, between cells. */
static void
check_outer (Fixture *self)
{
  g_autofree char *output = run_cli (
      (const char *[]){ "query", "--format", "csv", self->path,
                        "SELECT operands, creation_gathers, planned_gathers, creation_bytes, "
                        "planned_bytes FROM graph_plan WHERE mini_batch = 0",
                        NULL });
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_auto (GStrv) fields = g_strsplit (lines[1], ",", -1);
  guint64 n[5];
  guint waited = 0;

  g_assert_cmpuint (g_strv_length (fields), ==, 5);
  read_numbers (fields, 0, n, 5);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "memory.outer", NULL));
  do
    test_spin (5);
  while (!(has_total (self, "Operands", n[0], n[0], FALSE)
           && has_total (self, "Gathers", n[1], n[2], FALSE)
           && has_total (self, "Gathered", n[3], n[4], TRUE))
         && (waited += 5) < PATIENCE_MS);
  g_assert_cmpuint (waited, <, PATIENCE_MS);
}

static void
test_workload (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (planners); i++)
    {
      Fixture self;

      open_page (&self, data, planners[i]);
      g_assert_cmpuint (check_cells (&self), >, 2);
      check_outer (&self);
      close_page (&self);
    }
}

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

  test_set_animations (FALSE);
  g_assert_nonnull (g_getenv ("BATCHSCOPE_CLI"));
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *name = g_strconcat ("/window/memory-figures/", workloads[i], NULL);

      g_test_add_data_func (name, workloads[i], test_workload);
    }

  return g_test_run ();
}
