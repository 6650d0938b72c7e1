/* SPDX-License-Identifier: Apache-2.0 */
/* export: a picture, graph, table or the timeline of a trace, or the parameters of a model, as a file. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/graph-export.h"
#include "profiles/safetensors.h"
#include "profiles/tables.h"
#include "profiles/timeline.h"
#include "viz/picture.h"

/* What cairo can paint on, in pixels a side. */
#define MAX_PIXELS 32767.0

#define PARAMETERS_FORMAT "safetensors"

typedef struct
{
  char *view, *table, *format, *output;
  char *decision, *mini_batch;
  char *width, *height, *scale;
  gboolean dark;
} Options;

typedef enum
{
  MAKE_PICTURE,
  MAKE_GRAPH_JSON,
  MAKE_GRAPH_TEXT,
  MAKE_TABLE,
  MAKE_TIMELINE
} Make;

typedef struct
{
  Make make;
  BsPictureFormat picture_format;
  BsPictureView view;
  BsTableFormat table_format;
  BsTimelineFormat timeline_format;
  guint32 decision, mini_batch;
  double width, height, scale;
} Order;

static BsTable *
create_decisions (const BsTrace *trace)
{
  return bs_tables_decisions (trace, TRUE);
}

static const struct
{
  const char *name;
  BsTable *(*create) (const BsTrace *trace);
  BsTable *(*create_at) (const BsTrace *trace, guint32 decision);
} tables[] = {
  { "decisions", create_decisions, NULL },
  { "types", bs_tables_types, NULL },
  { "mini_batches", bs_tables_mini_batches, NULL },
  { "states", bs_tables_states, NULL },
  { "phases", bs_tables_phases, NULL },
  { "lanes", bs_tables_lanes, NULL },
  { "frontier", NULL, bs_tables_frontier },
  { "members", NULL, bs_tables_members },
  { "vocabularies", bs_tables_vocabularies, NULL },
  { "memory", bs_tables_memory, NULL },
  { "moves", bs_tables_moves, NULL },
  { "graph_plans", bs_tables_graph_plans, NULL },
  { "plans", bs_tables_plans, NULL },
  { "plan_variables", bs_tables_plan_variables, NULL },
  { "plan_operands", bs_tables_plan_operands, NULL },
  { "plan_constraints", bs_tables_plan_constraints, NULL },
};

/* Returns: the table @name, or how many there are. */
static guint
find_table (const char *name)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (tables) && strcmp (tables[i].name, name) != 0)
    i++;

  return i;
}

static char *
list_tables (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_string_append_printf (out, i > 0 ? ", %s" : "%s", tables[i].name);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
options_clear (Options *self)
{
  g_free (self->view);
  g_free (self->table);
  g_free (self->format);
  g_free (self->output);
  g_free (self->decision);
  g_free (self->mini_batch);
  g_free (self->width);
  g_free (self->height);
  g_free (self->scale);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Without --format the suffix decides. */
static char *
find_format (const Options *options, GError **error)
{
  g_autofree char *base = NULL;
  const char *dot;

  if (options->format != NULL)
    return g_strdup (options->format);

  base = g_path_get_basename (options->output);
  dot = strrchr (base, '.');
  if (dot == NULL || dot[1] == '\0')
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("%s has no suffix that tells its format; give --format"), options->output);
      return NULL;
    }

  if (g_ascii_strcasecmp (dot, ".txt") == 0 || g_ascii_strcasecmp (dot, ".graph") == 0)
    return g_strdup ("text");
  if (g_ascii_strcasecmp (dot, ".pftrace") == 0 || g_ascii_strcasecmp (dot, ".perfetto-trace") == 0)
    return g_strdup ("perfetto");

  return g_ascii_strdown (dot + 1, -1);
}

/* A timeline is of all of a trace. */
static gboolean
choose_timeline (const Options *options, Order *order, GError **error)
{
  if (options->view != NULL || options->table != NULL || options->decision != NULL
      || options->mini_batch != NULL || options->width != NULL || options->height != NULL
      || options->scale != NULL || options->dark)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("The timeline is of the whole trace, no picture and no table; leave "
                              "out the options of these"));
      return FALSE;
    }
  order->make = MAKE_TIMELINE;

  return TRUE;
}

static gboolean
choose (const Options *options, Order *order, GError **error)
{
  g_autofree char *format = find_format (options, error);
  gboolean picture, table;

  if (format == NULL)
    return FALSE;

  if (bs_timeline_format_from_string (format, &order->timeline_format))
    return choose_timeline (options, order, error);

  picture = bs_picture_format_from_string (format, &order->picture_format);
  table = bs_table_format_from_string (format, &order->table_format);
  if (!picture && !table)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("There is no format “%s”; these are known: png, svg, pdf, json, text, csv, "
                      "chrome, perfetto, and safetensors of a model"),
                   format);
      return FALSE;
    }

  order->view = BS_PICTURE_GRAPH;
  if (options->view != NULL && !bs_picture_view_from_string (options->view, &order->view))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("--view takes fsm, graph or strip, not “%s”"), options->view);
      return FALSE;
    }

  if (options->table != NULL && find_table (options->table) == G_N_ELEMENTS (tables))
    {
      g_autofree char *known = list_tables ();

      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("There is no table “%s”; these are known: %s"), options->table, known);
      return FALSE;
    }

  if (options->table != NULL && options->view != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("Give --view or --table, not both: one file is written"));
      return FALSE;
    }
  if (options->table != NULL && picture)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("A table is written as csv, json or text, not as %s"), format);
      return FALSE;
    }

  if (picture)
    order->make = MAKE_PICTURE;
  else if (options->table != NULL || (options->view == NULL && order->table_format == BS_TABLE_CSV))
    order->make = MAKE_TABLE;
  else if (order->view == BS_PICTURE_GRAPH && order->table_format == BS_TABLE_JSON)
    order->make = MAKE_GRAPH_JSON;
  else if (order->view == BS_PICTURE_GRAPH && order->table_format == BS_TABLE_TEXT)
    order->make = MAKE_GRAPH_TEXT;
  else
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The view %s cannot be written as %s; png, svg and pdf can, and --table for "
                      "numbers"),
                   options->view, format);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_sizes (const Options *options, Order *order, GError **error)
{
  bs_picture_default_size (order->view, &order->width, &order->height);
  order->scale = 1.0;

  if (!bs_cli_parse_real ("--width", options->width, 16, 16384, &order->width, error)
      || !bs_cli_parse_real ("--height", options->height, 16, 16384, &order->height, error)
      || !bs_cli_parse_real ("--scale", options->scale, 0.1, 16, &order->scale, error))
    return FALSE;

  if (order->width * order->scale > MAX_PIXELS || order->height * order->scale > MAX_PIXELS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The picture would be larger than %.0f pixels a side; lower --scale"),
                   MAX_PIXELS);
      return FALSE;
    }

  return TRUE;
}

/* A picture is written beside its file and renamed: a device must not be replaced that way. */
static gboolean
check_picture_output (const Options *options, const Order *order, GError **error)
{
  if (order->make != MAKE_PICTURE || !g_file_test (options->output, G_FILE_TEST_EXISTS)
      || g_file_test (options->output, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO,
               _ ("%s is not a regular file; give -o another name for a picture"), options->output);
  return FALSE;
}

static BsTable *
create_table (const BsTrace *trace, const char *name, guint32 decision)
{
  guint i = find_table (name != NULL ? name : "decisions");

  return tables[i].create != NULL ? tables[i].create (trace)
                                  : tables[i].create_at (trace, decision);
}

typedef struct
{
  const BsTrace *trace;
  BsTimelineFormat format;
} Timeline;

static gboolean
write_timeline (FILE *out, gpointer user_data, GError **error)
{
  const Timeline *self = user_data;

  return bs_timeline_write (self->trace, self->format, out, bs_cli_watch_interrupts (), error);
}

static gboolean
carry_out (BsTrace *trace, const Options *options, const Order *order, GError **error)
{
  guint32 mini_batch = bs_trace_decision (trace, order->decision)->mini_batch;
  g_autoptr (GString) out = NULL;
  g_autoptr (BsTable) table = NULL;
  /* a link, /dev/stdout for one, has to stay one */
  g_autofree char *target = realpath (options->output, NULL);
  Timeline timeline = { trace, order->timeline_format };
  BsStyle style;

  switch (order->make)
    {
    case MAKE_PICTURE:
      bs_style_init (&style, options->dark);
      return bs_picture_save (trace, order->view, order->decision, &style, order->width,
                              order->height, order->scale, order->picture_format,
                              target != NULL ? target : options->output, error);

    case MAKE_TIMELINE:
      return bs_cli_write_stream (options->output, write_timeline, &timeline, error);

    case MAKE_GRAPH_TEXT:
      out = bs_graph_text_to_string (trace->mini_batches[mini_batch].graph);
      break;

    case MAKE_GRAPH_JSON:
      out = g_string_new (NULL);
      bs_graph_export_json (trace, mini_batch, order->decision, out);
      break;

    case MAKE_TABLE:
    default:
      out = g_string_new (NULL);
      table = create_table (trace, options->table, order->decision);
      bs_table_print (table, order->table_format, out);
      break;
    }

  return bs_cli_write (options->output, out, error);
}

/* @tables_help: not copied. */
static void
add_options (Options *self, GOptionContext *context, const char *tables_help)
{
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_STRING, &self->view,
      N_ ("Picture: fsm, graph or strip (graph); json and text write the graph"), N_ ("NAME") },
    { "table", 0, 0, G_OPTION_ARG_STRING, &self->table, tables_help, N_ ("NAME") },
    { "decision", 0, 0, G_OPTION_ARG_STRING, &self->decision, N_ ("At which decision, from 1 (1)"),
      N_ ("N") },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &self->mini_batch,
      N_ ("Count decisions within mini-batch M, from 0"), N_ ("M") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format,
      N_ ("png, svg, pdf, json, text or csv; chrome or perfetto: the timeline; safetensors of a "
          "model (by the suffix of the file)"),
      N_ ("FORMAT") },
    { "width", 0, 0, G_OPTION_ARG_STRING, &self->width, N_ ("Width of a picture in points"),
      N_ ("X") },
    { "height", 0, 0, G_OPTION_ARG_STRING, &self->height, N_ ("Height of a picture in points"),
      N_ ("X") },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &self->scale, N_ ("Pixels a point in PNG (1)"),
      N_ ("X") },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &self->dark, N_ ("Dark colours"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("File to write (required)"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* Whether it is parameters that are asked for. */
static gboolean
is_of_model (const Options *options)
{
  g_autofree char *format = find_format (options, NULL);

  return g_strcmp0 (format, PARAMETERS_FORMAT) == 0;
}

static int
export_parameters (BsCliData *data, const char *path)
{
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) error = NULL;

  if (!bs_cli_data_load (data, &error)
      || !bs_cli_check_output (path, bs_cli_data_inputs (data), &error)
      || !bs_cli_data_open (data, &error)
      || (model = bs_cli_data_create_model (data, NULL, &error)) == NULL
      || !bs_safetensors_save (model, path, &error))
    return bs_cli_complain ("%s", error->message);

  return BS_CLI_DONE;
}

static int
export_trace (const char *path, const Options *options)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  Order order = { .decision = 1, .mini_batch = G_MAXUINT32 };

  if (!choose (options, &order, &error) || !check_sizes (options, &order, &error)
      || !bs_cli_parse_uint32 ("--decision", options->decision, 1, G_MAXUINT32, &order.decision,
                               &error)
      || !bs_cli_parse_uint32 ("--mini-batch", options->mini_batch, 0, G_MAXUINT32 - 1,
                               &order.mini_batch, &error)
      || !bs_cli_check_output (options->output, (const char *const[]){ path, NULL }, &error)
      || !check_picture_output (options, &order, &error))
    return bs_cli_complain_usage ("export", "%s", error->message);

  trace = bs_cli_load_trace (path, &error);
  if (trace != NULL
      && bs_cli_find_decision (trace, order.decision, order.mini_batch, &order.decision, &error)
      && carry_out (trace, options, &order, &error))
    return BS_CLI_DONE;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return bs_cli_complain ("%s", error->message);

  bs_cli_note (_ ("Interrupted; %s was not written."), options->output);
  return BS_CLI_INTERRUPTED;
}

int
bs_cli_export (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (BsCliData) data = { 0 };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "export", _ ("[TRACE]"),
      _ ("Writes one picture, graph or table of a trace as a file, at a decision; its timeline, as "
         "chrome or perfetto; or, as safetensors, the parameters of a model."));
  g_autofree char *names = list_tables ();
  /* Translators: a list of names. */
  g_autofree char *tables_help = g_strdup_printf (_ ("Table: one of %s (decisions)"), names);
  g_autoptr (GError) error = NULL;
  gboolean of_model;

  add_options (&options, context, tables_help);
  bs_cli_data_add_options (&data, context, BS_CLI_DATA_MODEL);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, 1, NULL))
    return BS_CLI_BAD;
  if (options.output == NULL)
    return bs_cli_complain_usage ("export", _ ("-o FILE is missing: where to write"));
  if (!bs_cli_data_check (&data, &error))
    return bs_cli_complain_usage ("export", "%s", error->message);

  of_model = is_of_model (&options);
  if (!of_model && (bs_cli_data_is_given (&data) || data.seed_text != NULL))
    return bs_cli_complain_usage ("export", _ ("Of a model only the parameters are written; give "
                                               "--format safetensors"));
  if (of_model && argc == 2)
    return bs_cli_complain_usage ("export",
                                  _ ("A trace holds no parameters; give --workload NAME "
                                     "or --model FILE instead of %s"),
                                  argv[1]);
  if (of_model
      && (options.view != NULL || options.table != NULL || options.decision != NULL
          || options.mini_batch != NULL || options.width != NULL || options.height != NULL
          || options.scale != NULL || options.dark))
    return bs_cli_complain_usage ("export", _ ("Parameters are no picture and no table of a trace; "
                                               "leave out the options of these"));
  if (of_model)
    return export_parameters (&data, options.output);
  if (argc == 1)
    return bs_cli_complain_usage ("export", _ ("TRACE is missing: the file to read"));

  return export_trace (argv[1], &options);
}
