/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of the timing panel. */
#include "config.h"

#include "app/window/profile/timing-pictures.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/profile/findings-list.h"
#include "app/window/profile/histogram-canvas.h"
#include "app/window/profile/plot-canvas.h"
#include "app/window/shell/pages.h"

#define SPINNER_MS 200

struct _BsTimingPictures
{
  GtkWidget parent_instance;

  BsViewFrame *frame;
  GtkWidget *toggles_box, *measure_button, *histogram_box;
  GtkSpinner *spinner;
  GtkToggleButton *toggles[BS_N_TIMING_PICTURES];
  GtkStack *views;
  BsPlotCanvas *plot;
  BsHistogramCanvas *histogram;
  BsDataTable *outliers;
  BsFindingsList *findings;
  GtkLabel *nothing_title, *nothing_text;

  BsProfileSelection *selection;
  BsDebugger *debugger; /* (nullable) */
  BsTimingCache *cache; /* (nullable) */
  BsTimingPicture picture;
  BsHistogramQuery query;
  char *name; /* (nullable): of what the query asks for */
  BsPlotRoofs roofs;
  GCancellable *making, *measuring; /* (nullable) */
  guint spinner_source;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (BsTimingPictures, bs_timing_pictures, GTK_TYPE_WIDGET)

/* What was measured of this machine: the same for all traces that are open. */
static BsPlotRoofs this_machine;

static BsTimingJob
get_job (BsTimingPictures *self)
{
  static const BsTimingJobKind kinds[BS_N_TIMING_PICTURES] = {
    BS_TIMING_JOB_ROOFLINE,
    BS_TIMING_JOB_HISTOGRAM,
    BS_TIMING_JOB_PREDICTION,
    BS_TIMING_JOB_FINDINGS,
  };
  BsTimingJob job = { kinds[self->picture], self->cache, BS_TIMING_ALL, self->query };
  BsTimingRange range;

  if (bs_profile_selection_get_range (self->selection, &range.t0, &range.t1))
    job.range = range;

  return job;
}

static void
show_view (BsTimingPictures *self, const char *name)
{
  bs_pages_show (self->views, name);
}

static void
show_nothing (BsTimingPictures *self, const char *title, const char *text)
{
  gtk_label_set_label (self->nothing_title, title);
  gtk_label_set_label (self->nothing_text, text);
  show_view (self, "nothing");
}

static void
stop (BsTimingPictures *self)
{
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->measuring != NULL);
  gtk_spinner_set_spinning (self->spinner, self->measuring != NULL);
}

static gboolean
spinner_cb (gpointer user_data)
{
  BsTimingPictures *self = user_data;

  self->spinner_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_roof_words (BsTimingPictures *self, const BsPlot *plot)
{
  g_autofree char *count = bs_format_count (plot->n);
  g_autofree char *ahead = bs_format_count (plot->n_ahead);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          plot->is_launches
                              ? ngettext ("%s kernel", "%s kernels", (gulong) plot->n)
                              : ngettext ("%s product", "%s products", (gulong) plot->n),
                          count);
  if (plot->n_ahead > 0)
    g_string_append_printf (text, _ (", and %s ahead of their batches that are not shown"), ahead);
  if (!plot->is_launches)
    g_string_append (text, _ ("; bytes are the least that they can move"));
  if (self->roofs.whose != NULL)
    g_string_append_printf (text, _ ("; roofs %s"), self->roofs.whose);
  bs_view_frame_set_subtitle (self->frame, self->roofs.gflops > 0.0 ? text->str : NULL);
  /* Where the head has no room for it. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->toggles[BS_TIMING_ROOFLINE]), text->str);
}

static void
show_plot (BsTimingPictures *self, BsPlot *plot)
{
  gboolean roofline = self->picture == BS_TIMING_ROOFLINE;
  gboolean empty = plot->n_points == 0;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  roofline ? _ ("Roofline") : _ ("Predicted beside measured times"),
                                  -1);
  if (roofline)
    {
      show_roof_words (self, plot);
      gtk_widget_set_visible (self->measure_button,
                              !empty && !plot->is_launches && self->roofs.gflops <= 0.0);
    }
  else
    {
      const BsCostModel *model = bs_timing_cache_peek_model (self->cache);
      g_autofree char *text = model != NULL ? bs_cost_model_describe (model) : NULL;
      g_autofree char *brief = bs_format_count (plot->n);

      bs_view_frame_set_subtitles (self->frame, text, brief);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->toggles[BS_TIMING_PREDICTED]), text);
    }
  bs_plot_canvas_set_roofs (self->plot, &self->roofs);
  bs_plot_canvas_take_plot (self->plot, plot, bs_timing_cache_peek_model (self->cache));
  if (!empty)
    show_view (self, "plot");
  else if (roofline)
    show_nothing (
        self, _ ("No kernels that count"),
        _ ("No product of a batch lies here. Record with a backend that runs batches, such as "
           "--backend=cpu, and select a part of the timeline where they do."));
  else
    show_nothing (self, _ ("No batches here"),
                  _ ("No batch that ran lies in the part of the timeline that is selected."));
}

static void
show_histogram (BsTimingPictures *self, BsHistogram *histogram)
{
  const BsTrace *trace = bs_timing_cache_get_trace (self->cache);
  g_autofree char *count = bs_format_count (histogram->n);
  g_autofree char *text = NULL;
  const char *what = self->query.kind == BS_HISTOGRAM_EVENTS     ? _ ("events")
                     : self->query.kind == BS_HISTOGRAM_LAUNCHES ? _ ("launches")
                                                                 : _ ("batches");

  if (histogram->n == 0)
    {
      bs_histogram_canvas_take (self->histogram, histogram);
      bs_view_frame_set_subtitle (self->frame, NULL);
      show_nothing (
          self, _ ("Nothing of this kind"),
          _ ("Nothing of what is selected in the table ran in this part of the timeline."));
      return;
    }

  /* Translators: of what, how many, and what these are: `word: 33 batches` */
  text = self->name != NULL ? g_strdup_printf (_ ("%s: %s %s"), self->name, count, what)
                            : g_strdup_printf ("%s %s", count, what);
  bs_view_frame_set_subtitle (self->frame, text);
  bs_data_table_set_types (self->outliers, trace->types);
  gtk_widget_set_visible (GTK_WIDGET (self->outliers), histogram->n_items > 0);
  bs_data_table_take_table (self->outliers, bs_histogram_tabulate_outliers (histogram, trace));
  bs_histogram_canvas_take (self->histogram, histogram);
  show_view (self, "histogram");
}

static void
show_findings (BsTimingPictures *self, GPtrArray *findings)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u finding in the whole trace", "%u findings in the whole trace", findings->len),
      findings->len);
  g_autofree char *brief = bs_format_count (findings->len);

  bs_view_frame_set_subtitles (self->frame, text, brief);
  bs_findings_list_set (self->findings, self->debugger, self->selection, findings);
  g_ptr_array_unref (findings);
  show_view (self, "findings");
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTimingPictures *self = BS_TIMING_PICTURES (source);
  g_autoptr (GError) error = NULL;
  gboolean current = self->making != NULL
                     && g_task_get_cancellable (G_TASK (result)) == self->making;
  gpointer made;

  /* What came too late is freed with the task. */
  if (!current)
    return;

  made = g_task_propagate_pointer (G_TASK (result), &error);
  stop (self);
  if (made == NULL)
    show_nothing (self, _ ("Nothing to show"), error->message);
  else if (self->picture == BS_TIMING_HISTOGRAM)
    show_histogram (self, made);
  else if (self->picture == BS_TIMING_FINDINGS)
    show_findings (self, made);
  else
    show_plot (self, made);
}

static void
refresh (BsTimingPictures *self)
{
  static const char *const names[BS_N_TIMING_PICTURES] = { "roofline", "histogram", "prediction",
                                                           "findings" };
  BsTimingJob job;

  if (!self->stale || self->cache == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->stale = FALSE;
  stop (self);
  gtk_widget_set_visible (self->measure_button, FALSE);
  g_object_set (self->frame, "file-name", names[self->picture], NULL);
  job = get_job (self);
  self->making = g_cancellable_new ();
  self->spinner_source = g_timeout_add (SPINNER_MS, spinner_cb, self);
  bs_timing_job_start (&job, self, self->making, made_cb);
  bs_data_table_set_types (bs_view_frame_get_data_table (self->frame),
                           bs_timing_cache_get_trace (self->cache)->types);
  bs_timing_job_set_table (&job, self->frame, &self->roofs);
}

static void
renew (BsTimingPictures *self)
{
  self->stale = TRUE;
  refresh (self);
}

static void
toggled_cb (GtkToggleButton *toggle, BsTimingPictures *self)
{
  if (!gtk_toggle_button_get_active (toggle))
    return;

  for (guint i = 0; i < BS_N_TIMING_PICTURES; i++)
    if (self->toggles[i] == toggle)
      self->picture = i;
  renew (self);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsTimingPictures *self = BS_TIMING_PICTURES (source);
  g_autoptr (GError) error = NULL;
  BsPlotRoofs *roofs = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->measuring);
  if (self->frame == NULL)
    {
      g_clear_pointer (&roofs, bs_roofs_free);
      return;
    }
  if (roofs != NULL && this_machine.gflops <= 0.0)
    {
      this_machine = *roofs;
      roofs->whose = NULL;
    }
  if (roofs != NULL)
    bs_roofs_free (roofs);
  gtk_widget_set_sensitive (self->measure_button, TRUE);
  if (error != NULL && self->debugger != NULL)
    bs_debugger_fail (self->debugger, error->message);
  if (this_machine.gflops > 0.0 && self->roofs.gflops <= 0.0)
    {
      self->roofs = this_machine;
      self->roofs.whose = g_strdup (this_machine.whose);
    }
  renew (self);
}

static void
measure_cb (BsTimingPictures *self)
{
  BsTimingJob job = get_job (self);

  if (self->measuring != NULL || self->cache == NULL)
    return;

  job.kind = BS_TIMING_JOB_MACHINE;
  self->measuring = g_cancellable_new ();
  gtk_widget_set_sensitive (self->measure_button, FALSE);
  spinner_cb (self);
  bs_timing_job_start (&job, self, self->measuring, measured_cb);
}

static void
point_picked_cb (BsTimingPictures *self, guint number)
{
  const BsPlot *plot = bs_plot_canvas_get_plot (self->plot);
  const BsTrace *trace = bs_timing_cache_get_trace (self->cache);
  const BsPlotPoint *point = &plot->points[number];
  guint32 event = plot->is_launches ? BS_NO_EVENT : point->event;
  gint64 t0, t1;

  if (!bs_timing_batch_span (bs_trace_decision (trace, point->decision), &t0, &t1))
    t0 = t1 = 0;
  if (event == BS_NO_EVENT)
    event = bs_timing_longest_event (trace, point->decision);
  bs_timing_go_to (self->debugger, self->selection, point->decision, t0, t1, event);
}

static void
go_to_item (BsTimingPictures *self, const BsHistogram *histogram, guint32 number)
{
  const BsTrace *trace = bs_timing_cache_get_trace (self->cache);
  BsHistogramItem item;

  bs_histogram_place (histogram, trace, number, &item);
  bs_timing_go_to (self->debugger, self->selection, item.decision, item.start_ns, item.end_ns,
                   histogram->query.kind == BS_HISTOGRAM_EVENTS ? number
                   : item.decision > 0 ? bs_timing_longest_event (trace, item.decision)
                                       : BS_NO_EVENT);
}

static void
bin_picked_cb (BsTimingPictures *self, guint bin)
{
  const BsHistogram *histogram = bs_histogram_canvas_get (self->histogram);

  go_to_item (self, histogram, histogram->bins[bin].number);
}

static void
outlier_cb (BsTimingPictures *self, guint row)
{
  const BsHistogram *histogram = bs_histogram_canvas_get (self->histogram);

  if (histogram != NULL && row < histogram->n_items)
    go_to_item (self, histogram, histogram->items[row].number);
}

static void
bs_timing_pictures_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_timing_pictures_parent_class)->map (widget);
  refresh (BS_TIMING_PICTURES (widget));
}

static gboolean
bs_timing_pictures_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_TIMING_PICTURES (widget)->frame));
}

static void
bs_timing_pictures_dispose (GObject *object)
{
  BsTimingPictures *self = BS_TIMING_PICTURES (object);

  if (self->spinner != NULL)
    stop (self);
  g_clear_object (&self->measuring);
  g_clear_object (&self->debugger);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->cache, bs_timing_cache_unref);
  g_clear_pointer (&self->name, g_free);
  bs_plot_roofs_clear (&self->roofs);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TIMING_PICTURES);

  G_OBJECT_CLASS (bs_timing_pictures_parent_class)->dispose (object);
}

static void
bs_timing_pictures_class_init (BsTimingPicturesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_timing_pictures_dispose;
  widget_class->map = bs_timing_pictures_map;
  widget_class->grab_focus = bs_timing_pictures_grab_focus;
  widget_class->focus = bs_focus_children;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_DATA_TABLE);
  g_type_ensure (BS_TYPE_PLOT_CANVAS);
  g_type_ensure (BS_TYPE_HISTOGRAM_CANVAS);
  g_type_ensure (BS_TYPE_FINDINGS_LIST);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/timing-pictures.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, frame);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, toggles_box);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, measure_button);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, histogram_box);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, spinner);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, views);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, plot);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, histogram);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, outliers);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, findings);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, nothing_title);
  gtk_widget_class_bind_template_child (widget_class, BsTimingPictures, nothing_text);
}

static void
make_toggles (BsTimingPictures *self)
{
  static const char *const names[BS_N_TIMING_PICTURES] = { N_ ("Roofline"), N_ ("Histogram"),
                                                           N_ ("Predicted"), N_ ("Findings") };
  static const char *const explained[BS_N_TIMING_PICTURES] = {
    N_ ("How fast kernels were, against what the machine can do"),
    N_ ("How long what is selected in the table took, and what is out of the ordinary"),
    N_ ("Predicted beside measured times of batches"),
    N_ ("What is worth knowing of this run, and what to try"),
  };

  for (guint i = 0; i < BS_N_TIMING_PICTURES; i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (_ (names[i]));

      self->toggles[i] = GTK_TOGGLE_BUTTON (toggle);
      gtk_widget_set_tooltip_text (toggle, _ (explained[i]));
      gtk_widget_add_css_class (toggle, "small");
      gtk_toggle_button_set_group (self->toggles[i], i > 0 ? self->toggles[0] : NULL);
      gtk_box_append (GTK_BOX (self->toggles_box), toggle);
    }
  gtk_toggle_button_set_active (self->toggles[0], TRUE);
  for (guint i = 0; i < BS_N_TIMING_PICTURES; i++)
    g_signal_connect (self->toggles[i], "toggled", G_CALLBACK (toggled_cb), self);
}

static void
bs_timing_pictures_init (BsTimingPictures *self)
{
  bs_histogram_query_init (&self->query);
  gtk_widget_init_template (GTK_WIDGET (self));
  make_toggles (self);
  bs_data_table_set_compact (self->outliers, TRUE);
  bs_data_table_set_label (self->outliers, _ ("Outliers"));
  g_signal_connect_object (self->measure_button, "clicked", G_CALLBACK (measure_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->plot, "picked", G_CALLBACK (point_picked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->histogram, "picked", G_CALLBACK (bin_picked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outliers, "row-activated", G_CALLBACK (outlier_cb), self,
                           G_CONNECT_SWAPPED);
}

void
bs_timing_pictures_set_selection (BsTimingPictures *self, BsProfileSelection *selection)
{
  g_return_if_fail (BS_IS_TIMING_PICTURES (self));

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "range", G_CALLBACK (renew), self, G_CONNECT_SWAPPED);
}

void
bs_timing_pictures_set (BsTimingPictures *self, BsDebugger *debugger, BsTimingCache *cache)
{
  BsPictures *pictures = NULL;
  BsClock *clock = NULL;

  g_return_if_fail (BS_IS_TIMING_PICTURES (self));

  stop (self);
  bs_plot_canvas_take_plot (self->plot, NULL, NULL);
  bs_histogram_canvas_take (self->histogram, NULL);
  bs_findings_list_set (self->findings, NULL, NULL, NULL);
  g_clear_pointer (&self->cache, bs_timing_cache_unref);
  g_clear_pointer (&self->name, g_free);
  bs_histogram_query_init (&self->query);
  bs_plot_roofs_clear (&self->roofs);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL && cache != NULL)
    {
      self->cache = bs_timing_cache_ref (cache);
      pictures = bs_debugger_get_pictures (debugger);
      clock = bs_debugger_get_clock (debugger);
      bs_plot_get_roofs (pictures->trace, &self->roofs);
      if (self->roofs.gflops <= 0.0 && this_machine.gflops > 0.0)
        {
          self->roofs = this_machine;
          self->roofs.whose = g_strdup (this_machine.whose);
        }
    }
  bs_canvas_set_content (BS_CANVAS (self->plot), pictures, clock);
  bs_canvas_set_content (BS_CANVAS (self->histogram), pictures, clock);
  bs_view_frame_set_debugger (self->frame, debugger);
  renew (self);
}

void
bs_timing_pictures_set_query (BsTimingPictures *self, const BsHistogramQuery *query,
                              const char *name)
{
  g_return_if_fail (BS_IS_TIMING_PICTURES (self));

  self->query = *query;
  g_free (self->name);
  self->name = g_strdup (name);
  if (self->picture == BS_TIMING_HISTOGRAM)
    renew (self);
}

BsTimingPicture
bs_timing_pictures_get_picture (BsTimingPictures *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PICTURES (self), BS_TIMING_ROOFLINE);

  return self->picture;
}

void
bs_timing_pictures_set_picture (BsTimingPictures *self, BsTimingPicture picture)
{
  g_return_if_fail (BS_IS_TIMING_PICTURES (self));
  g_return_if_fail (picture < BS_N_TIMING_PICTURES);

  gtk_toggle_button_set_active (self->toggles[picture], TRUE);
}

gboolean
bs_timing_pictures_is_busy (BsTimingPictures *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PICTURES (self), FALSE);

  return self->making != NULL || self->measuring != NULL;
}

BsViewFrame *
bs_timing_pictures_get_frame (BsTimingPictures *self)
{
  g_return_val_if_fail (BS_IS_TIMING_PICTURES (self), NULL);

  return self->frame;
}

void
bs_timing_pictures_add_control (BsTimingPictures *self, GtkWidget *widget)
{
  g_return_if_fail (BS_IS_TIMING_PICTURES (self));

  gtk_box_append (GTK_BOX (gtk_widget_get_parent (self->measure_button)), widget);
}
