/* SPDX-License-Identifier: Apache-2.0 */
/* What is there before a trace is open. */
#include "config.h"

#include "app/window/shell/start-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/learn/lesson-list.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/theme.h"
#include "app/window/parts/toast.h"
#include "app/window/record/record-form.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"
#include "app/window/shell/sample.h"
#include "app/window/shell/trace-card.h"
#include "engine/backends/vector-kernels.h"

/* Below it the form is under the cards. All for text of the usual size. */
#define NARROW_WIDTH 940
#define FORM_WIDTH 400
#define PAGE_WIDTH 1200

/* Cards that are made before anything else can happen. */
#define N_AT_ONCE 4

/* Changes of the list within this time are shown together. */
#define FILL_MS 50

struct _BsStartPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkWidget *columns, *sample_box, *sample_running;
  AdwBin *form_bin;
  AdwClamp *page_clamp, *form_clamp;
  GtkLabel *no_match, *backends;
  GtkEditable *filter;
  GtkFlowBox *cards;

  GPtrArray *list; /* BsRecentEntry */
  guint n_shown;   /* of them */
  GPtrArray *old;  /* BsTraceCard: those that may be shown again */
  guint fill_source, more_source, form_source, layout_source;
  gboolean narrow;
  double scale;        /* of text */
  BsRecordForm *form;  /* (nullable): not made yet */
  BsRecordJob *sample; /* (nullable): being recorded */
};

G_DEFINE_FINAL_TYPE (BsStartPage, bs_start_page, GTK_TYPE_WIDGET)

static void
undo_remove (gpointer removed)
{
  bs_recent_restore (bs_recent_get (), removed);
}

static void
remove_cb (BsTraceCard *card, BsStartPage *self)
{
  g_autofree char *text = g_strdup_printf (_ ("Removed %s from the list"),
                                           bs_trace_card_get_name (card));
  char *removed = bs_recent_remove (bs_recent_get (), bs_trace_card_get_file (card));

  if (removed != NULL)
    bs_toast_show_undo (GTK_WIDGET (self), text, undo_remove, removed, g_free);
}

/* Any part of a name finds it, whatever the case. */
static gboolean
matches (const char *needle, const char *name, const char *summary)
{
  g_autofree char *text = g_strjoin (" ", name, summary, NULL);
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_needle = g_utf8_casefold (needle, -1);

  return strstr (folded_text, folded_needle) != NULL;
}

static const BsRecentEntry *
find_entry (BsStartPage *self, GFile *file)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      const BsRecentEntry *entry = g_ptr_array_index (self->list, i);

      if (g_file_equal (entry->file, file))
        return entry;
    }

  return NULL;
}

static gboolean
filter_card (GtkFlowBoxChild *child, gpointer user_data)
{
  BsStartPage *self = user_data;
  const BsRecentEntry *entry = find_entry (self, bs_trace_card_get_file (BS_TRACE_CARD (child)));

  return entry != NULL
         && matches (gtk_editable_get_text (self->filter), entry->name, entry->summary);
}

static void
update_filter (BsStartPage *self)
{
  const char *needle = gtk_editable_get_text (self->filter);
  gboolean any = FALSE;

  gtk_flow_box_invalidate_filter (self->cards);
  for (guint i = 0; i < self->list->len && !any; i++)
    {
      const BsRecentEntry *entry = g_ptr_array_index (self->list, i);

      any = matches (needle, entry->name, entry->summary);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->no_match), !any);
  if (!any)
    {
      g_autofree char *text = g_strdup_printf (_ ("No recent trace matches “%s”."), needle);

      gtk_label_set_label (self->no_match, text);
    }
}

/* The card of @entry: one that is there already keeps its picture. */
static GtkWidget *
take_card (BsStartPage *self, const BsRecentEntry *entry)
{
  GtkWidget *card;

  for (guint i = 0; i < self->old->len; i++)
    if (bs_trace_card_shows (g_ptr_array_index (self->old, i), entry))
      return g_ptr_array_index (self->old, i);

  card = bs_trace_card_new (entry);
  g_signal_connect_object (card, "remove", G_CALLBACK (remove_cb), self, 0);
  return card;
}

static gboolean
show_more_cb (gpointer user_data)
{
  BsStartPage *self = user_data;

  for (guint i = 0; i < N_AT_ONCE && self->n_shown < self->list->len; i++)
    gtk_flow_box_append (self->cards,
                         take_card (self, g_ptr_array_index (self->list, self->n_shown++)));
  if (self->n_shown < self->list->len)
    return G_SOURCE_CONTINUE;

  g_ptr_array_set_size (self->old, 0);
  self->more_source = 0;
  return G_SOURCE_REMOVE;
}

static void
recorded_cb (BsStartPage *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static gboolean
make_form_cb (gpointer user_data)
{
  BsStartPage *self = user_data;

  self->form_source = 0;
  self->form = BS_RECORD_FORM (bs_record_form_new ());
  g_signal_connect_object (self->form, "recorded", G_CALLBACK (recorded_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  return G_SOURCE_REMOVE;
}

/* Where it shows, and not before the window is there: rows take their time. */
static void
queue_form (BsStartPage *self)
{
  if (self->form == NULL && self->form_source == 0 && self->list->len > 0
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->form_source = g_idle_add_full (G_PRIORITY_LOW, make_form_cb, self, NULL);
}

static void
show_list (BsStartPage *self)
{
  GtkWidget *child;
  guint n_old;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    {
      g_ptr_array_add (self->old, g_object_ref (child));
      gtk_flow_box_remove (self->cards, child);
    }
  n_old = self->old->len;

  g_clear_pointer (&self->list, g_ptr_array_unref);
  self->list = bs_recent_list (bs_recent_get ());
  self->n_shown = 0;
  bs_pages_show (self->stack, self->list->len > 0 ? "recent" : "empty");
  g_clear_handle_id (&self->more_source, g_source_remove);
  /* What was there stays there at once; the rest comes a few at a time, and none before the first
   * frame of a window. */
  while (self->n_shown < n_old && show_more_cb (self))
    ;
  if (self->n_shown < self->list->len)
    self->more_source = g_idle_add (show_more_cb, self);
  update_filter (self);
  queue_form (self);
}

static gboolean
fill_cb (gpointer user_data)
{
  BsStartPage *self = user_data;

  self->fill_source = 0;
  show_list (self);
  return G_SOURCE_REMOVE;
}

/* Pictures become ready one after the other. */
static void
queue_fill (BsStartPage *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_timeout_add (FILL_MS, fill_cb, self);
}

static void
activated_cb (GtkFlowBox *cards, GtkFlowBoxChild *child, BsStartPage *self)
{
  g_autofree char *uri = g_file_get_uri (bs_trace_card_get_file (BS_TRACE_CARD (child)));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static void
show_sample_running (BsStartPage *self, gboolean running)
{
  gtk_widget_set_visible (self->sample_box, !running);
  gtk_widget_set_visible (self->sample_running, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "start.sample", !running);
}

static void
sample_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsStartPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *unknown = NULL;
  gboolean stopped,
      done = bs_record_job_run_finish (BS_RECORD_JOB (source), result, &stopped, &unknown, &error);

  g_clear_object (&self->sample);
  if (self->stack == NULL)
    return;

  show_sample_running (self, FALSE);
  if (done)
    {
      g_autoptr (GFile) file = bs_sample_get_file ();

      recorded_cb (self, file);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bs_toast_show (GTK_WIDGET (self), error->message);
    }
}

static void
sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsStartPage *self = BS_START_PAGE (widget);
  g_autoptr (GFile) file = bs_sample_get_file ();

  if (self->sample != NULL)
    return;

  /* What is kept beside it stays with the one that there is. */
  if (g_file_query_exists (file, NULL))
    {
      recorded_cb (self, file);
      return;
    }

  show_sample_running (self, TRUE);
  self->sample = bs_sample_record (sample_ready_cb, g_object_ref (self));
}

static void
cancel_sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsStartPage *self = BS_START_PAGE (widget);

  if (self->sample != NULL)
    bs_record_job_cancel (self->sample);
}

static void
show_backends (BsStartPage *self)
{
  const char *kernels = NULL;
  g_autofree char *text = NULL;

  bs_vector_kernel_get_level (BS_VECTOR_COPY, bs_vector_n_levels () - 1, &kernels);
  /* Translators: %s is what the processor can do, such as AVX2 */
  text = g_strdup_printf (_ ("Runs on the processor, with kernels for %s."), kernels);
  gtk_label_set_label (self->backends, text);
}

static void
set_width (AdwClamp *clamp, double width)
{
  adw_clamp_set_maximum_size (clamp, (int) width);
  adw_clamp_set_tightening_threshold (clamp, (int) width);
}

static gboolean
layout_cb (gpointer user_data)
{
  BsStartPage *self = user_data;

  self->layout_source = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns), self->narrow
                                                                      ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
  set_width (self->page_clamp, self->scale * PAGE_WIDTH);
  set_width (self->form_clamp, self->scale * (self->narrow ? NARROW_WIDTH : FORM_WIDTH));
  gtk_widget_set_size_request (GTK_WIDGET (self->form_clamp),
                               self->narrow ? -1 : (int) (self->scale * FORM_WIDTH), -1);
  return G_SOURCE_REMOVE;
}

static void
bs_start_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsStartPage *self = BS_START_PAGE (widget);
  double scale = bs_theme_get_text_scale (widget);
  gboolean narrow = width < scale * NARROW_WIDTH;

  /* Children cannot change while they are being placed. */
  if ((narrow != self->narrow || scale != self->scale) && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
  self->narrow = narrow;
  self->scale = scale;
  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
}

static void
bs_start_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (BS_START_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  /* Columns must not keep the window from getting narrow: they become one then. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 620);
}

static void
bs_start_page_map (GtkWidget *widget)
{
  BsStartPage *self = BS_START_PAGE (widget);

  GTK_WIDGET_CLASS (bs_start_page_parent_class)->map (widget);
  /* Files come and go while the page is out of sight. */
  bs_recent_look (bs_recent_get ());
  queue_form (self);
}

static gboolean
bs_start_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (BS_START_PAGE (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
bs_start_page_dispose (GObject *object)
{
  BsStartPage *self = BS_START_PAGE (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_handle_id (&self->form_source, g_source_remove);
  g_clear_handle_id (&self->layout_source, g_source_remove);
  if (self->sample != NULL)
    bs_record_job_cancel (self->sample);
  if (self->form != NULL)
    bs_record_form_cancel (self->form);
  self->form = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_START_PAGE);
  g_clear_pointer (&self->old, g_ptr_array_unref);
  g_clear_pointer (&self->list, g_ptr_array_unref);

  G_OBJECT_CLASS (bs_start_page_parent_class)->dispose (object);
}

static void
bs_start_page_class_init (BsStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_start_page_dispose;
  widget_class->map = bs_start_page_map;
  widget_class->grab_focus = bs_start_page_grab_focus;
  widget_class->focus = bs_focus_children;
  widget_class->measure = bs_start_page_measure;
  widget_class->size_allocate = bs_start_page_size_allocate;

  g_type_ensure (BS_TYPE_LESSON_LIST);
  gtk_widget_class_install_action (widget_class, "start.sample", NULL, sample_action);
  gtk_widget_class_install_action (widget_class, "start.cancel-sample", NULL, cancel_sample_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, columns);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, sample_box);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, sample_running);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, form_bin);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, form_clamp);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, page_clamp);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, no_match);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, backends);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BsStartPage, cards);
}

static void
bs_start_page_init (BsStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->list = g_ptr_array_new ();
  self->old = g_ptr_array_new_with_free_func (g_object_unref);
  show_backends (self);
  gtk_flow_box_set_filter_func (self->cards, filter_card, self, NULL);
  g_signal_connect (self->cards, "child-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect_swapped (self->filter, "search-changed", G_CALLBACK (update_filter), self);
  g_signal_connect_object (bs_recent_get (), "changed", G_CALLBACK (queue_fill), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (queue_fill), self, G_CONNECT_SWAPPED);
  show_list (self);
}

gboolean
bs_start_page_is_busy (BsStartPage *self)
{
  g_return_val_if_fail (BS_IS_START_PAGE (self), FALSE);

  return self->sample != NULL || (self->form != NULL && bs_record_form_get_running (self->form));
}
