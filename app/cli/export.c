/* SPDX-License-Identifier: Apache-2.0 */
/* export: a picture, graph, table or the timeline of a trace, or the parameters of a model, as a file. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/export-bundle.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/files/fsm-export.h"
#include "profiles/files/graph-export.h"
#include "profiles/files/safetensors.h"
#include "profiles/tables/table-list.h"
#include "profiles/files/timeline.h"
#include "viz/picture.h"

/* What cairo can paint on, in pixels a side. */
#define MAX_PIXELS 32767.0

/* A century: what is longer is a slip. */
#define MAX_MS 3e12

#define PARAMETERS_FORMAT "safetensors"
#define BUNDLE_FORMAT "bundle"
#define DOT_FORMAT "dot"

typedef struct
{
  char *view, *table, *format, *output;
  char *decision, *mini_batch;
  char *width, *height, *scale;
  char *from, *to;
  char *parameters;
  gboolean dark, clusters;
} Options;

typedef enum
{
  MAKE_PICTURE,
  MAKE_GRAPH_JSON,
  MAKE_GRAPH_TEXT,
  MAKE_GRAPH_DOT,
  MAKE_FSM_JSON,
  MAKE_FSM_DOT,
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
  double from_ms, to_ms; /* of the timeline */
  gboolean dark, clusters;
} Order;

static char *
list_tables (void)
{
  return g_strjoinv (", ", (char **) bs_table_list_get_names ());
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
  g_free (self->from);
  g_free (self->to);
  g_free (self->parameters);
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
  if (g_ascii_strcasecmp (dot, ".gv") == 0)
    return g_strdup (DOT_FORMAT);
  if (g_ascii_strcasecmp (dot, ".zip") == 0)
    return g_strdup (BUNDLE_FORMAT);

  return g_ascii_strdown (dot + 1, -1);
}

/* Whether anything is asked for that is about a picture or a table. */
static gboolean
is_of_part (const Options *options)
{
  return options->view != NULL || options->table != NULL || options->decision != NULL
         || options->mini_batch != NULL || options->width != NULL || options->height != NULL
         || options->scale != NULL || options->from != NULL || options->to != NULL || options->dark
         || options->clusters;
}

/* A timeline is of all of a trace. */
static gboolean
choose_timeline (const Options *options, Order *order, GError **error)
{
  if (is_of_part (options))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("The timeline is of the whole trace, no picture and no table; leave "
                              "out the options of these"));
      return FALSE;
    }
  order->make = MAKE_TIMELINE;

  return TRUE;
}

/* What a view is written as besides pictures. Returns: whether it is. */
static gboolean
choose_data (BsPictureView view, gboolean dot, BsTableFormat format, Make *make)
{
  gboolean json = !dot && format == BS_TABLE_JSON, text = !dot && format == BS_TABLE_TEXT;

  if (view == BS_PICTURE_GRAPH && (dot || json || text))
    *make = dot ? MAKE_GRAPH_DOT : json ? MAKE_GRAPH_JSON : MAKE_GRAPH_TEXT;
  else if (view == BS_PICTURE_FSM && (dot || json))
    *make = dot ? MAKE_FSM_DOT : MAKE_FSM_JSON;
  else
    return FALSE;

  return TRUE;
}

static gboolean
check_table (const Options *options, const char *format, gboolean table, GError **error)
{
  g_autofree char *known = list_tables ();

  if (options->table == NULL)
    return TRUE;

  if (!bs_table_list_has (options->table))
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("There is no table “%s”; these are known: %s"), options->table, known);
  else if (options->view != NULL)
    g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                         _ ("Give --view or --table, not both: one file is written"));
  else if (!table)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("A table is written as csv, json or text, not as %s"), format);
  else
    return TRUE;

  return FALSE;
}

static gboolean
choose (const Options *options, Order *order, GError **error)
{
  g_autofree char *format = find_format (options, error);
  gboolean picture, table, dot;

  if (format == NULL)
    return FALSE;

  if (bs_timeline_format_from_string (format, &order->timeline_format))
    return choose_timeline (options, order, error);

  picture = bs_picture_format_from_string (format, &order->picture_format);
  table = bs_table_format_from_string (format, &order->table_format);
  dot = g_str_equal (format, DOT_FORMAT);
  if (!picture && !table && !dot)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("There is no format “%s”; these are known: png, svg, pdf, json, text, csv, "
                      "dot, chrome, perfetto, bundle, and safetensors of a model"),
                   format);
      return FALSE;
    }

  order->view = BS_PICTURE_GRAPH;
  if (options->view != NULL && !bs_picture_view_from_string (options->view, &order->view))
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("--view takes fsm, graph, strip, memory, pq-tree, liveness, outer-memory or timeline, "
             "not “%s”"),
          options->view);
      return FALSE;
    }
  if (!check_table (options, format, table, error))
    return FALSE;

  if (picture)
    order->make = MAKE_PICTURE;
  else if (options->table != NULL
           || (table && options->view == NULL && order->table_format == BS_TABLE_CSV))
    order->make = MAKE_TABLE;
  else if (!choose_data (order->view, dot, order->table_format, &order->make))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The view %s cannot be written as %s; png, svg and pdf can, and --table for "
                      "numbers"),
                   options->view, format);
      return FALSE;
    }

  if (!picture
      && (options->width != NULL || options->height != NULL || options->scale != NULL
          || options->dark))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("--width, --height, --scale and --dark are for a picture; %s is none"),
                   format);
      return FALSE;
    }

  if ((options->from != NULL || options->to != NULL)
      && (!picture || order->view != BS_PICTURE_TIMELINE))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("--from and --to are for the view timeline as a picture"));
      return FALSE;
    }

  order->clusters = options->clusters;
  if (order->clusters && order->make != MAKE_GRAPH_DOT)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("--clusters is for the graph as dot"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_sizes (const Options *options, Order *order, GError **error)
{
  bs_picture_default_size (order->view, &order->width, &order->height);
  order->scale = 1.0;
  order->to_ms = MAX_MS;
  order->dark = options->dark;
  /* As high as its rows, which only the trace knows. */
  if (order->view == BS_PICTURE_TIMELINE)
    order->height = 0.0;

  if (!bs_cli_parse_real ("--width", options->width, 16, 16384, &order->width, error)
      || !bs_cli_parse_real ("--height", options->height, 16, 16384, &order->height, error)
      || !bs_cli_parse_real ("--scale", options->scale, 0.1, 16, &order->scale, error)
      || !bs_cli_parse_real ("--from", options->from, 0, MAX_MS, &order->from_ms, error)
      || !bs_cli_parse_real ("--to", options->to, 0, MAX_MS, &order->to_ms, error))
    return FALSE;

  if (order->to_ms <= order->from_ms)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("--from %s does not lie before --to %s"),
                   options->from != NULL ? options->from : "0", options->to);
      return FALSE;
    }

  if (order->width * order->scale > MAX_PIXELS || order->height * order->scale > MAX_PIXELS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The picture would be larger than %.0f pixels a side; lower --scale"),
                   MAX_PIXELS);
      return FALSE;
    }

  return TRUE;
}

typedef struct
{
  BsTrace *trace;
  const Order *order;
  const char *table;
} Content;

static gboolean
write_picture (FILE *file, gpointer user_data, GError **error)
{
  const Content *self = user_data;
  const Order *order = self->order;
  BsStyle style;

  bs_style_init (&style, order->dark);
  if (order->view == BS_PICTURE_TIMELINE)
    return bs_picture_write_timeline (self->trace, order->decision, (gint64) (order->from_ms * 1e6),
                                      (gint64) (order->to_ms * 1e6), &style, order->width,
                                      order->height, order->scale, order->picture_format, file,
                                      error);

  return bs_picture_write (self->trace, order->view, order->decision, &style, order->width,
                           order->height, order->scale, order->picture_format, file, error);
}

static gboolean
write_text (FILE *file, gpointer user_data, GError **error)
{
  const Content *self = user_data;
  const BsTrace *trace = self->trace;
  guint32 decision = self->order->decision;
  guint32 mini_batch = bs_trace_decision (trace, decision)->mini_batch;
  GCancellable *cancellable = bs_cli_watch_interrupts ();
  g_autoptr (BsTraceGraph) unpacked = NULL;
  g_auto (BsTextSink) out = { 0 };

  if (self->order->make == MAKE_TIMELINE)
    return bs_timeline_write (trace, self->order->timeline_format, file, cancellable, error);

  bs_text_sink_init (&out, file, cancellable);
  switch (self->order->make)
    {
    case MAKE_GRAPH_TEXT:
      unpacked = bs_trace_open_graph (trace, mini_batch);
      g_string_free (out.text, TRUE);
      out.text = bs_graph_text_to_string (unpacked->graph);
      break;

    case MAKE_GRAPH_JSON:
      bs_graph_export_json (trace, mini_batch, decision, &out);
      break;

    case MAKE_GRAPH_DOT:
      bs_graph_export_dot (trace, mini_batch, decision, self->order->clusters, &out);
      break;

    case MAKE_FSM_JSON:
      bs_fsm_export_json (trace, decision, &out);
      break;

    case MAKE_FSM_DOT:
      bs_fsm_export_dot (trace, decision, &out);
      break;

    case MAKE_TABLE:
    default:
      bs_table_list_append (trace, self->table, decision, self->order->table_format, &out);
      break;
    }

  return bs_text_sink_finish (&out, error);
}

static gboolean
carry_out (BsTrace *trace, const Options *options, const Order *order, GError **error)
{
  Content content = { trace, order, options->table != NULL ? options->table : "decisions" };

  return bs_cli_write_stream (
      options->output, order->make == MAKE_PICTURE ? write_picture : write_text, &content, error);
}

/* @tables_help: not copied. */
static void
add_options (Options *self, GOptionContext *context, const char *tables_help)
{
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_STRING, &self->view,
      N_ ("Picture: fsm, graph, strip, memory, pq-tree, liveness, outer-memory or timeline "
          "(graph); fsm and graph also as dot and json, graph as text"),
      N_ ("NAME") },
    { "table", 0, 0, G_OPTION_ARG_STRING, &self->table, tables_help, N_ ("NAME") },
    { "decision", 0, 0, G_OPTION_ARG_STRING, &self->decision, N_ ("At which decision, from 1 (1)"),
      N_ ("N") },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &self->mini_batch,
      N_ ("Count decisions within mini-batch M, from 0"), N_ ("M") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format,
      N_ ("png, svg, pdf, dot, json, text or csv; chrome or perfetto: the timeline; safetensors of "
          "a model; bundle: the trace with all that belongs to it (by the suffix of the file)"),
      N_ ("FORMAT") },
    { "width", 0, 0, G_OPTION_ARG_STRING, &self->width, N_ ("Width of a picture in points"),
      N_ ("X") },
    { "height", 0, 0, G_OPTION_ARG_STRING, &self->height, N_ ("Height of a picture in points"),
      N_ ("X") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from,
      N_ ("First moment of the view timeline, in milliseconds from the start (0)"), N_ ("MS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, N_ ("Last moment of it (the end)"), N_ ("MS") },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &self->scale, N_ ("Pixels a point in PNG (1)"),
      N_ ("X") },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &self->dark, N_ ("Dark colours"), NULL },
    { "clusters", 0, 0, G_OPTION_ARG_NONE, &self->clusters,
      N_ ("A box around each input in the graph as dot"), NULL },
    { "parameters", 0, 0, G_OPTION_ARG_FILENAME, &self->parameters,
      N_ ("Parameters that were run, for a bundle"), N_ ("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("File to write (required)"),
      N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static int
export_parameters (BsCliData *data, const char *path)
{
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) error = NULL;

  if (!bs_run_inputs_load (&data->inputs, &error)
      || !bs_cli_check_output (path, (const char *const *) data->inputs.all_files, &error)
      || !bs_run_inputs_open (&data->inputs, &error)
      || (model = bs_run_inputs_create_model (&data->inputs, NULL, &error)) == NULL
      || !bs_safetensors_save (model, path, &error))
    return bs_cli_complain ("%s", error->message);

  return BS_CLI_DONE;
}

/* What a command comes to: says what went wrong. Returns: the exit status. */
static int
finish (gboolean done, const char *output, const GError *error)
{
  if (done)
    return BS_CLI_DONE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return bs_cli_complain ("%s", error->message);

  bs_cli_note (_ ("Interrupted; %s was not written."), output);
  return BS_CLI_INTERRUPTED;
}

static int
export_bundle (const char *path, const Options *options, const char *model)
{
  const char *const inputs[] = { path, model != NULL ? model : path, options->parameters, NULL };
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!bs_cli_check_output (options->output, inputs, &error))
    return bs_cli_complain_usage ("export", "%s", error->message);

  trace = bs_trace_load (path, bs_cli_watch_interrupts (), &error);
  done = trace != NULL
         && bs_cli_export_bundle (trace, model, options->parameters, options->output, &error);

  return finish (done, options->output, error);
}

static int
export_trace (const char *path, const Options *options)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  Order order = { .decision = 1, .mini_batch = G_MAXUINT32 };
  gboolean done;

  if (!choose (options, &order, &error) || !check_sizes (options, &order, &error)
      || !bs_cli_parse_uint32 ("--decision", options->decision, 1, G_MAXUINT32, &order.decision,
                               &error)
      || !bs_cli_parse_uint32 ("--mini-batch", options->mini_batch, 0, G_MAXUINT32 - 1,
                               &order.mini_batch, &error)
      || !bs_cli_check_output (options->output, (const char *const[]){ path, NULL }, &error))
    return bs_cli_complain_usage ("export", "%s", error->message);

  trace = bs_cli_load_trace (path, &error);
  done = trace != NULL
         && bs_cli_find_decision (trace, order.decision, order.mini_batch, &order.decision, &error)
         && carry_out (trace, options, &order, &error);

  return finish (done, options->output, error);
}

/* What goes with what. Returns: (nullable): what does not, translated. */
static const char *
check_kind (const Options *options, const BsCliData *data, gboolean of_model, gboolean of_bundle,
            gboolean has_trace)
{
  if (of_bundle
      && (data->inputs.workload != NULL || data->inputs.files != NULL
          || data->model_size_text != NULL || data->seed_text != NULL))
    return _ ("A bundle is of a trace; of options of models it takes --model FILE only");
  if (!of_model && !of_bundle && (bs_cli_data_is_given (data) || data->seed_text != NULL))
    return _ ("Of a model only the parameters are written; give --format safetensors");
  if (options->parameters != NULL && !of_bundle)
    return _ ("--parameters is for a bundle; give --format bundle");
  if (of_model && is_of_part (options))
    return _ ("Parameters are no picture and no table of a trace; leave out the options of these");
  if (of_bundle && is_of_part (options))
    return _ ("A bundle is of the whole trace, no picture and no table; leave out the options of "
              "these");
  if (!of_model && !has_trace)
    return _ ("TRACE is missing: the file to read");

  return NULL;
}

int
bs_cli_export (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_auto (BsCliData) data = { 0 };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "export", _ ("[TRACE]"),
      _ ("Writes one picture, graph or table of a trace as a file, at a decision; its timeline, as "
         "chrome or perfetto; the trace with all that belongs to it, as bundle; or, as "
         "safetensors, "
         "the parameters of a model."));
  g_autofree char *names = list_tables ();
  /* Translators: a list of names. */
  g_autofree char *tables_help = g_strdup_printf (_ ("Table: one of %s (decisions)"), names);
  g_autoptr (GError) error = NULL;
  g_autofree char *format = NULL;
  gboolean of_model, of_bundle;
  const char *problem;

  add_options (&options, context, tables_help);
  bs_cli_data_add_options (&data, context, BS_CLI_DATA_MODEL);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, 1, NULL))
    return BS_CLI_BAD;
  if (options.output == NULL)
    return bs_cli_complain_usage ("export", _ ("-o FILE is missing: where to write"));
  if (!bs_cli_data_check (&data, &error))
    return bs_cli_complain_usage ("export", "%s", error->message);

  format = find_format (&options, NULL);
  of_model = g_strcmp0 (format, PARAMETERS_FORMAT) == 0;
  of_bundle = g_strcmp0 (format, BUNDLE_FORMAT) == 0;
  if (of_model && argc == 2)
    return bs_cli_complain_usage ("export",
                                  _ ("A trace holds no parameters; give --workload NAME "
                                     "or --model FILE instead of %s"),
                                  argv[1]);
  problem = check_kind (&options, &data, of_model, of_bundle, argc == 2);
  if (problem != NULL)
    return bs_cli_complain_usage ("export", "%s", problem);
  if (of_model)
    return export_parameters (&data, options.output);
  if (of_bundle)
    return export_bundle (argv[1], &options, data.inputs.model_path);

  return export_trace (argv[1], &options);
}
