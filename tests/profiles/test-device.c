/* SPDX-License-Identifier: Apache-2.0 */
/* What a device did, from the recorder to tables, report and queries; and traces that lie about it. */
#include "config.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/comparison/cost-tables.h"
#include "profiles/query/query.h"
#include "profiles/query/recipes.h"
#include "profiles/report/report.h"
#include "profiles/tables/device-totals.h"
#include "profiles/tables/long-tables.h"
#include "profiles/tables/tables.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static void
test_read (TracePlace *place, gconstpointer data)
{
  static const char *const said[] = { "3 records of what the GPU did were lost",
                                      "1 record of what the GPU did came after",
                                      "Of 2 things that the GPU did" };
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsTrace) trace = NULL;
  guint n_found = 0;

  options.device = TRUE;
  run = synthetic_new (&options);
  synthetic_record (run, place->path);
  trace = trace_place_load (place->path);
  synthetic_assert_equal (run, trace);
  synthetic_device_assert_equal (run->device, trace);
  g_assert_true (bs_trace_is_emulated (trace));
  for (guint i = 0; i < trace->diagnostics->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (said); k++)
      n_found += strstr (g_ptr_array_index (trace->diagnostics, i), said[k]) != NULL;
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (said));
  synthetic_exercise (trace);
}

static double
get_real (const BsTable *table, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (table, row, column);

  return text[0] != '\0' ? g_ascii_strtod (text, NULL) : NAN;
}

static void
assert_text (const BsTable *table, guint row, guint column, const char *expected)
{
  g_autofree char *text = bs_table_get_text (table, row, column);

  g_assert_cmpstr (text, ==, expected);
}

/* Sums made from the launches, one kernel at a time. */
static void
check_kernels (const BsTrace *trace)
{
  g_autoptr (BsTable) table = bs_tables_kernels (trace);
  double shares = 0.0;

  g_assert_cmpuint (bs_table_get_n_rows (table), ==, trace->n_kernels);
  for (guint i = 0; i < trace->n_kernels; i++)
    {
      const BsKernel *kernel = &trace->kernels[i];
      double n = 0, ns = 0, longest = 0, traffic = 0, flops = 0;

      for (guint32 k = 0; k < trace->n_launches; k++)
        {
          const BsLaunch *launch = &trace->launches[k];
          double own = (double) (launch->end_ns - launch->start_ns);

          if (launch->kernel != i)
            continue;
          n++;
          ns += own;
          longest = MAX (longest, own);
          traffic += (double) launch->traffic;
          flops += (double) launch->flops;
        }
      assert_text (table, i, 0, kernel->name);
      g_assert_cmpfloat (get_real (table, i, 1), ==, n);
      g_assert_cmpfloat (get_real (table, i, 2), ==, ns);
      shares += get_real (table, i, 3);
      g_assert_cmpfloat (get_real (table, i, 4), ==, floor (ns / n));
      g_assert_cmpfloat (get_real (table, i, 5), ==, longest);
      g_assert_cmpfloat (get_real (table, i, 8), ==, kernel->static_bytes + kernel->dynamic_bytes);
      if (isnan (kernel->occupancy))
        g_assert_true (isnan (get_real (table, i, 10)));
      else
        g_assert_cmpfloat (get_real (table, i, 10), ==, kernel->occupancy);
      if (traffic > 0)
        g_assert_cmpfloat_with_epsilon (get_real (table, i, 13),
                                        traffic / ns * 1e9 / trace->device->peak_bytes, 1e-12);
      else
        g_assert_true (isnan (get_real (table, i, 13)));
      if (flops > 0)
        g_assert_cmpfloat_with_epsilon (get_real (table, i, 15),
                                        flops / ns * 1e9 / trace->device->peak_flops, 1e-12);
      else
        g_assert_true (isnan (get_real (table, i, 15)));
    }
  g_assert_cmpfloat_with_epsilon (shares, 1.0, 1e-9);
  assert_text (table, 1, 6, "16x8x2");
  assert_text (table, 1, 11, "registers");
  assert_text (table, 3, 11, "");
}

static void
check_idle (const BsTrace *trace)
{
  g_autoptr (BsTable) table = bs_tables_idle (trace), each = bs_table_new ();
  double times = 0, shares = 0;

  g_assert_cmpuint (bs_table_get_n_rows (table), ==, BS_N_IDLE_CAUSES);
  for (guint cause = 0; cause < BS_N_IDLE_CAUSES; cause++)
    {
      assert_text (table, cause, 0, bs_idle_cause_to_string (cause));
      times += get_real (table, cause, 1);
      g_assert_cmpfloat (get_real (table, cause, 2), ==, 10.0 * get_real (table, cause, 1));
      shares += get_real (table, cause, 3);
    }
  g_assert_cmpfloat (times, ==, trace->n_idles);
  g_assert_cmpfloat_with_epsilon (shares, 1.0, 1e-9);
  bs_tables_add_idles (trace, each);
  g_assert_cmpuint (bs_table_get_n_rows (each), ==, trace->n_idles);
  for (guint32 i = 0; i < trace->n_idles; i++)
    {
      assert_text (each, i, 2, bs_idle_cause_to_string (trace->idles[i].cause));
      g_assert_cmpfloat (get_real (each, i, 4), ==, 10);
    }
}

static void
check_launches (const BsTrace *trace)
{
  g_autoptr (BsTable) table = bs_table_new ();

  bs_tables_add_launches (trace, table);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, trace->n_launches);
  for (guint32 i = 0; i < trace->n_launches; i++)
    {
      const BsLaunch *launch = &trace->launches[i];
      guint type = bs_trace_decision (trace, launch->decision)->type;
      gboolean called = launch->called_ns > 0;

      g_assert_cmpfloat (get_real (table, i, 1), ==, launch->decision);
      assert_text (table, i, 2, trace->types->types[type].name);
      assert_text (table, i, 4, trace->kernels[launch->kernel].name);
      g_assert_true (isnan (get_real (table, i, 9)) == !called);
      if (called)
        g_assert_cmpfloat (get_real (table, i, 9), ==, 7);
      g_assert_true (isnan (get_real (table, i, 16)) == !called);
    }
}

/* The host and the device work at the same time: each is a whole of its own. */
static void
check_phases (const BsTrace *trace)
{
  g_autoptr (BsTable) phases = bs_tables_phases (trace), lanes = bs_tables_lanes (trace);
  double shares[BS_N_LANE_KINDS] = { 0 }, ns[BS_N_LANE_KINDS] = { 0 };
  double of_lanes[BS_N_LANE_KINDS] = { 0 };

  for (guint i = 0; i < bs_table_get_n_rows (phases); i++)
    {
      g_autofree char *kind = bs_table_get_text (phases, i, 6);

      g_assert_true ((kind[0] == '\0') == (get_real (phases, i, 1) == 0));
      for (guint k = 0; k < BS_N_LANE_KINDS; k++)
        if (g_str_equal (kind, bs_lane_kind_to_string (k)))
          {
            shares[k] += get_real (phases, i, 3);
            ns[k] += get_real (phases, i, 2);
          }
    }
  for (guint i = 0; i < bs_table_get_n_rows (lanes); i++)
    of_lanes[bs_trace_lane_kind (trace, i)] += get_real (lanes, i, 3);
  for (guint k = 0; k < BS_N_LANE_KINDS; k++)
    {
      g_assert_cmpfloat_with_epsilon (shares[k], 1.0, 1e-9);
      g_assert_cmpfloat (ns[k], ==, of_lanes[k]);
    }
}

/* What is predicted of a batch are its kernels, not the calls beside them. */
static void
check_costs (const BsTrace *trace)
{
  g_autoptr (BsTable) phases = bs_tables_cost_phases (trace);

  for (guint i = 0; i < BS_N_PHASES; i++)
    {
      gboolean thread = i == BS_PHASE_SCHEDULE || i == BS_PHASE_READ;

      assert_text (phases, i, 0, bs_phase_to_string (i));
      g_assert_cmpint (get_real (phases, i, 1) > 0, ==, bs_phase_is_computing (i) || thread);
    }
}

static void
test_tables (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTable) device = NULL;

  synthetic_record_on_device (place->path);
  trace = trace_place_load (place->path);
  check_kernels (trace);
  check_idle (trace);
  check_launches (trace);
  check_phases (trace);
  check_costs (trace);
  device = bs_tables_device (trace);
  assert_text (device, 0, 1, trace->device->name);
  assert_text (device, 1, 1, "true");
  assert_text (device, 2, 1, "8.6");
}

static void
assert_says (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in: %s", part, text);
}

static void
test_report (TracePlace *place, gconstpointer data)
{
  static const char *const parts[] = {
    "Emulated device:",
    "The device",
    "Grün 3000",
    "launches a batch",
    "4.0",
    "at most 3",
    "Why the device did",
    "launching:",
    "dependency:",
    "fused_élément",
    "shared memory",
    "What they use of the device",
    "Time of the device by",
    "Time of the host by",
    "They run at the same time",
  };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (BsTrace) trace = NULL;
  g_auto (GStrv) lines = NULL;

  synthetic_record_on_device (place->path);
  trace = trace_place_load (place->path);
  bs_report_print_text (trace, text);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    assert_says (text->str, parts[i]);

  /* the worst that can be */
  for (guint32 i = 0; i < trace->n_idles; i++)
    {
      trace->idles[i].cause = BS_IDLE_LAUNCH;
      trace->idles[i].end_ns = trace->idles[i].start_ns + 300;
    }
  g_string_truncate (text, 0);
  bs_report_print_text (trace, text);
  assert_says (text->str, "1. The device did nothing during 100.0");
  assert_says (text->str, "launching (100.0");
}

static gboolean
count_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  (*(gint64 *) user_data)++;

  return TRUE;
}

/* Returns: how many rows the answer has. */
static gint64
ask (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  if (!bs_query_prepare (query, sql, &error) || !bs_query_run (query, 0.0, count_row, &n, &error))
    g_error ("%s: %s", sql, error->message);

  return n;
}

static void
test_recipes (TracePlace *place, gconstpointer data)
{
  static const char *const names[] = { "slowest-kernels", "far-from-peak", "launches-by-type",
                                       "idle-by-cause",   "longest-idle",  "waiting-launches" };

  synthetic_record_on_device (place->path);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const BsRecipe *recipe = bs_recipe_find (names[i]);

      g_assert_nonnull (recipe);
      g_assert_cmpint (ask (place->path, recipe->sql), >=, 3);
    }
  g_assert_cmpint (ask (place->path, bs_recipe_find ("idle-by-cause")->sql), ==, BS_N_IDLE_CAUSES);
  /* all of them are, and the peaks are known */
  g_assert_cmpint (ask (place->path, bs_recipe_find ("far-from-peak")->sql), ==, 3);
}

/* Changes an honest trace with SQL. Returns: the trace, or why there is none. */
static BsTrace *
change (TracePlace *place, const char *bytes, gsize length, const char *sql, GError **error)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_true (g_file_set_contents (place->path, bytes, (gssize) length, NULL));
  g_assert_cmpint (sqlite3_open (place->path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);

  return bs_trace_load (place->path, NULL, error);
}

static void
test_hostile (TracePlace *place, gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE device SET id = 1",
    "INSERT INTO device SELECT 1, name, emulated, major, minor, processors, memory_bytes, "
    "clock_hz, peak_flops, peak_bytes, driver FROM device",
    "UPDATE device SET name = CAST(x'ff41' AS TEXT)",
    "UPDATE device SET emulated = 2",
    "UPDATE device SET major = -1",
    "UPDATE device SET minor = 65536",
    "UPDATE device SET processors = 4294967296",
    "UPDATE device SET memory_bytes = -1",
    "UPDATE device SET clock_hz = -1",
    "UPDATE device SET peak_flops = -1",
    "UPDATE device SET peak_bytes = 9e999",
    "UPDATE device SET driver = -13000",
    "UPDATE lane SET id = 256 WHERE id = 5",
    "UPDATE lane SET id = -1 WHERE id = 5",
    "UPDATE lane SET kind = 'motorway'",
    "UPDATE lane SET kind = ''",
    "UPDATE lane SET number = -1",
    "UPDATE lane SET name = CAST(x'c0af' AS TEXT)",
    "UPDATE kernel SET id = id + 100",
    "UPDATE kernel SET id = 9 WHERE id = 3",
    "UPDATE kernel SET name = CAST(x'41ff' AS TEXT)",
    "UPDATE kernel SET registers = -1",
    "UPDATE kernel SET static_bytes = 4294967296",
    "UPDATE kernel SET dynamic_bytes = -1",
    "UPDATE kernel SET local_bytes = 9223372036854775807",
    "UPDATE kernel SET block_x = 0",
    "UPDATE kernel SET block_y = 1025",
    "UPDATE kernel SET block_z = -1",
    "UPDATE kernel SET resident_blocks = 65536",
    "UPDATE kernel SET occupancy = 1.5",
    "UPDATE kernel SET occupancy = -0.1",
    "UPDATE kernel SET occupancy = 9e999",
    "UPDATE kernel SET limit_by = 'luck'",
    "DELETE FROM kernel WHERE id = 3",
    "DELETE FROM kernel",
    "UPDATE launch SET id = -1 WHERE id = 0",
    "UPDATE launch SET id = 4000000000 WHERE id = 7",
    "DELETE FROM launch WHERE id = 2",
    "UPDATE launch SET kernel = 4",
    "UPDATE launch SET kernel = -1",
    "UPDATE launch SET lane = 256",
    "UPDATE launch SET mini_batch = 3",
    "UPDATE launch SET mini_batch = 4294967296",
    "UPDATE launch SET mini_batch = 1",
    "UPDATE launch SET decision = 0",
    "UPDATE launch SET decision = 4294967295",
    "UPDATE launch SET decision = (SELECT max (id) FROM decision) WHERE id = 0",
    "UPDATE launch SET phase = 15",
    "UPDATE launch SET phase = -1",
    "UPDATE launch SET called_ns = -5",
    "UPDATE launch SET called_end_ns = called_ns - 1",
    "UPDATE launch SET end_ns = start_ns - 1",
    "UPDATE launch SET start_ns = -9223372036854775808",
    "UPDATE launch SET grid_x = -1",
    "UPDATE launch SET grid_z = 4294967296",
    "UPDATE launch SET bytes = -1",
    "UPDATE launch SET flops = -1",
    "UPDATE launch SET traffic = -1",
    "UPDATE launch SET depth = -2",
    "UPDATE launch SET depth = 2147483648",
    "UPDATE idle SET id = id + 100000",
    "DELETE FROM idle WHERE id = 0",
    "UPDATE idle SET mini_batch = -1",
    "UPDATE idle SET mini_batch = 77",
    "UPDATE idle SET end_ns = start_ns - 1",
    "UPDATE idle SET cause = 'laziness'",
    "UPDATE idle SET decision = 4294967295",
  };
  g_autofree char *bytes = NULL;
  gsize length;

  synthetic_record_on_device (place->path);
  g_assert_true (g_file_get_contents (place->path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrace) trace = change (place, bytes, length, changes[i], &error);

      if (trace != NULL)
        g_test_fail_printf ("%s: was not noticed", changes[i]);
      else
        g_assert_error (error, BS_ERROR, BS_ERROR_CORRUPT);
    }
}

/* What is odd, but may be. */
static void
test_allowed (TracePlace *place, gconstpointer data)
{
  static const char *const changes[] = {
    "DELETE FROM device",
    "DELETE FROM lane",
    "DELETE FROM launch",
    "DELETE FROM idle",
    "DELETE FROM launch; DELETE FROM kernel; DELETE FROM idle",
    "UPDATE device SET peak_flops = NULL, peak_bytes = NULL, clock_hz = 0",
    "UPDATE launch SET decision = NULL, called_ns = NULL, called_end_ns = NULL, depth = NULL",
    "UPDATE launch SET end_ns = 9223372036854775807, flops = 9223372036854775807, "
    "traffic = 9223372036854775807",
    "UPDATE launch SET called_ns = start_ns + 5, called_end_ns = start_ns + 6",
    "UPDATE idle SET start_ns = 0, end_ns = 9223372036854775807",
    /* cut short: what belongs to what is not there is left out */
    "UPDATE diagnostic SET value = 0 WHERE name = 'complete'; UPDATE launch SET mini_batch = 9; "
    "UPDATE idle SET mini_batch = 9",
  };
  g_autofree char *bytes = NULL;
  gsize length;

  synthetic_record_on_device (place->path);
  g_assert_true (g_file_get_contents (place->path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsTrace) trace = change (place, bytes, length, changes[i], &error);

      g_test_message ("%s", changes[i]);
      g_assert_no_error (error);
      g_assert_nonnull (trace);
      synthetic_exercise (trace);
      if (strstr (changes[i], "mini_batch = 9") != NULL)
        g_assert_cmpuint (trace->n_launches + trace->n_idles, ==, 0);
    }
}

/* Traces of 1.0 know nothing of devices: they open as they did, and answer that there was none. */
static void
test_earlier (TracePlace *place, gconstpointer data)
{
  static const char *const empty[] = { "device", "lane", "kernel", "launch", "idle", "launches" };
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  gsize length;

  synthetic_record_default (place->path);
  g_assert_true (g_file_get_contents (place->path, &bytes, &length, NULL));
  trace = change (place, bytes, length,
                  "DROP VIEW launches; DROP TABLE device; DROP TABLE lane; DROP TABLE kernel; "
                  "DROP TABLE launch; DROP TABLE idle; DELETE FROM phase WHERE id > 7; "
                  "PRAGMA user_version = 100",
                  &error);
  g_assert_no_error (error);
  g_assert_cmpint (trace->version, ==, 100);
  g_assert_null (trace->device);
  synthetic_exercise (trace);
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT * FROM ", empty[i], NULL);

      g_assert_cmpint (ask (place->path, sql), ==, 0);
    }
  for (const BsRecipe *recipe = bs_recipes; recipe->name != NULL; recipe++)
    ask (place->path, recipe->sql);
  g_assert_cmpint (ask (place->path, bs_recipe_find ("time-by-phase")->sql), >, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/profiles/device/" name, TracePlace, NULL, trace_place_set_up, function,            \
              trace_place_tear_down)
  ADD ("read", test_read);
  ADD ("tables", test_tables);
  ADD ("report", test_report);
  ADD ("recipes", test_recipes);
  ADD ("hostile", test_hostile);
  ADD ("allowed", test_allowed);
  ADD ("earlier", test_earlier);

  return g_test_run ();
}
