/* SPDX-License-Identifier: Apache-2.0 */
/* A tab: loads one trace in the background, then shows it, or says why it cannot. */
#include "config.h"

#include "app/window/shell/trace-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/clock/clock-actions.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/presenting.h"
#include "app/window/parts/toast.h"
#include "app/window/report/report-dialog.h"
#include "app/window/shell/error-view.h"
#include "app/window/shell/loading-view.h"
#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"
#include "app/window/shell/settings.h"
#include "app/window/shell/trace-views.h"
#include "engine/error.h"

struct _BsTracePage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  BsLoadingView *loading;
  BsErrorView *error;
  BsTraceViews *views;  /* (nullable): not loaded */
  BsTraceViews *coming; /* (nullable): the same, while they are built */
  guint build_source;

  GFile *file;
  char *title, *subtitle;
  BsSessionTab *place;  /* (nullable): where it is to stand */
  BsSessionTab *branch; /* (nullable): the same, once its branch is there */
  GCancellable *cancellable;
  BsLoadProgress progress;
  BsPictures *pictures; /* (nullable): loaded, and not shown yet */
  BsDebugger *debugger; /* (nullable): not loaded */
  BsFollower *follower;
  gboolean failed;
};

enum
{
  CHANGED,
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void tab_init (BsTabInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsTracePage, bs_trace_page, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BS_TYPE_TAB, tab_init))

static void
finish_loading (BsTracePage *self, const char *page)
{
  g_clear_object (&self->cancellable);
  bs_loading_view_stop (self->loading);
  bs_pages_show (self->stack, page);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_error (BsTracePage *self, const GError *error)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  self->failed = TRUE;
  g_clear_handle_id (&self->build_source, g_source_remove);
  g_clear_object (&self->coming);
  bs_error_view_show (self->error, error);
  finish_loading (self, "error");
  if (focused)
    gtk_widget_grab_focus (GTK_WIDGET (self->error));
}

static void
append_fact (GString *out, const char *fact)
{
  if (fact == NULL || *fact == '\0')
    return;

  if (out->len > 0)
    g_string_append (out, ", ");
  g_string_append (out, fact);
}

static void
set_subtitle (BsTracePage *self, const BsTrace *trace)
{
  g_autofree char *subject = bs_trace_subject (trace);
  GString *subtitle = g_string_new (NULL);

  append_fact (subtitle, subject);
  append_fact (subtitle, bs_trace_get_info (trace, "policy"));
  append_fact (subtitle, bs_trace_get_info (trace, "encoding"));
  g_free (self->subtitle);
  self->subtitle = g_string_free (subtitle, FALSE);
}

static void
moved_cb (gpointer user_data)
{
  BsTracePage *self = user_data;

  /* Who goes elsewhere does not wait for a branch. */
  if (self->branch != NULL
      && bs_debugger_get_decision (self->debugger)
             != MIN (self->branch->decision,
                     bs_clock_get_n_decisions (bs_debugger_get_clock (self->debugger)))
      && bs_branches_get_shown (bs_debugger_get_branches (self->debugger)) == NULL)
    g_clear_pointer (&self->branch, bs_session_tab_free);
  bs_clock_actions_update (GTK_WIDGET (self), self->debugger);
  g_signal_emit (self, signals[MOVED], 0);
}

static void
views_cb (BsTracePage *self)
{
  g_signal_emit (self, signals[MOVED], 0);
}

static void
undo_cb (BsTracePage *self)
{
  bs_clock_actions_update_undo (GTK_WIDGET (self), self->debugger);
}

typedef struct
{
  BsUndo *undo;
  guint step;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->undo);
  g_free (told);
}

static void
take_back_cb (gpointer data)
{
  const Told *told = data;

  bs_undo_undo_step (told->undo, told->step);
}

/* What is gone can be had again where it is missed. */
static void
told_cb (BsTracePage *self, const char *message, guint step, BsUndo *undo)
{
  Told *told = g_new (Told, 1);

  told->undo = g_object_ref (undo);
  told->step = step;
  bs_toast_show_undo (GTK_WIDGET (self), message, take_back_cb, told, told_free);
}

static void
failed_cb (BsTracePage *self, const char *message)
{
  bs_toast_show (GTK_WIDGET (self), message);
}

/* Shows the branch that was shown, once it was read and made. */
static void
branches_cb (BsTracePage *self)
{
  BsBranches *branches = self->debugger != NULL ? bs_debugger_get_branches (self->debugger) : NULL;
  guint n = branches != NULL ? g_list_model_get_n_items (G_LIST_MODEL (branches)) : 0;

  for (guint i = 0; i < n && self->branch != NULL; i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (G_LIST_MODEL (branches), i);

      if (bs_branch_item_get_branch (item) != NULL && !bs_branches_get_busy (branches)
          && g_strcmp0 (bs_branch_item_get_name (item), self->branch->branch) == 0)
        {
          bs_branches_show (branches, item);
          return;
        }
    }
}

static void
content_cb (BsTracePage *self)
{
  g_autoptr (BsSessionTab) branch = NULL;

  if (bs_branches_get_shown (bs_debugger_get_branches (self->debugger)) != NULL)
    branch = g_steal_pointer (&self->branch);
  if (branch != NULL)
    bs_clock_scrub (bs_debugger_get_clock (self->debugger), branch->decision);
  g_signal_emit (self, signals[MOVED], 0);
}

/* Back to where it stood when the session ended; what is no longer there is passed over. */
static void
take_place (BsTracePage *self)
{
  AdwViewStack *stack = bs_trace_views_get_stack (self->views);
  g_autoptr (BsSessionTab) place = g_steal_pointer (&self->place);

  if (place == NULL)
    return;

  bs_clock_scrub (bs_debugger_get_clock (self->debugger), place->decision);
  if (place->view != NULL && adw_view_stack_get_child_by_name (stack, place->view) != NULL)
    adw_view_stack_set_visible_child_name (stack, place->view);
  bs_trace_views_set_zoom (self->views, place->zoom);
  if (place->branch != NULL)
    self->branch = g_steal_pointer (&place);
}

static void
show_pictures (BsTracePage *self, BsPictures *pictures)
{
  set_subtitle (self, pictures->trace);
  self->debugger = bs_debugger_new (GTK_WIDGET (self), pictures);
  bs_clock_set_speed (bs_debugger_get_clock (self->debugger),
                      bs_settings_get_number ("speed", 1.0));
  g_signal_connect_object (self->debugger, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  self->views = self->coming != NULL ? self->coming : BS_TRACE_VIEWS (bs_trace_views_new ());
  bs_trace_views_set_debugger (self->views, self->debugger);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->views), "content");
  g_clear_object (&self->coming);
  take_place (self);
  g_signal_connect_object (bs_trace_views_get_stack (self->views), "notify::visible-child",
                           G_CALLBACK (views_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->debugger, "content", G_CALLBACK (content_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bs_debugger_get_branches (self->debugger), "changed",
                           G_CALLBACK (branches_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bs_debugger_get_undo (self->debugger), "told", G_CALLBACK (told_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bs_debugger_get_undo (self->debugger), "changed", G_CALLBACK (undo_cb),
                           self, G_CONNECT_SWAPPED);
  /* At once, or a quick key would find its action still off. */
  self->follower = bs_follower_new (self->debugger, NULL, moved_cb, NULL, self);
  bs_clock_actions_update (GTK_WIDGET (self), self->debugger);
  finish_loading (self, "content");
}

static void
show_loaded (BsTracePage *self)
{
  g_autoptr (BsPictures) pictures = g_steal_pointer (&self->pictures);
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *focus;

  show_pictures (self, pictures);
  bs_recent_add (self->file, pictures);
  if (!gtk_widget_get_mapped (widget))
    return;

  /* Unless the person writes something by now. */
  focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  if (focus == NULL || !GTK_IS_TEXT (focus))
    gtk_widget_grab_focus (widget);
}

static void
pictures_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTracePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPictures) pictures = bs_pictures_new_finish (result, &error);

  if (self->stack == NULL)
    return;

  if (pictures == NULL)
    {
      show_error (self, error);
      return;
    }

  self->pictures = g_steal_pointer (&pictures);
  if (self->build_source == 0)
    show_loaded (self);
}

/* The views are made while the trace is loaded, one part in each turn of the main loop: all of them at once
 * would keep it from answering. */
static gboolean
build_cb (gpointer user_data)
{
  BsTracePage *self = user_data;

  if (self->coming == NULL)
    self->coming = g_object_ref_sink (BS_TRACE_VIEWS (bs_trace_views_new ()));
  else if (!bs_trace_views_build (self->coming))
    self->build_source = 0;
  if (self->build_source != 0)
    return G_SOURCE_CONTINUE;

  if (self->pictures != NULL)
    show_loaded (self);
  return G_SOURCE_REMOVE;
}

static void
trace_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsTracePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load_finish (result, &error);

  if (self->stack == NULL)
    return;

  if (trace != NULL && trace->n_decisions == 0)
    g_set_error (&error, BS_ERROR, BS_ERROR_NOT_FOUND,
                 _ ("The recording of %s ended before the first decision."), self->title);
  if (error != NULL)
    show_error (self, error);
  else
    bs_pictures_new_async (trace, self->cancellable, pictures_ready_cb, g_object_ref (self));
}

void
bs_trace_page_load (BsTracePage *self)
{
  g_autofree char *path = NULL;

  g_return_if_fail (BS_IS_TRACE_PAGE (self));

  if (self->cancellable != NULL || self->debugger != NULL || self->failed || self->file == NULL)
    return;

  path = g_file_get_path (self->file);
  if (path == NULL)
    {
      g_autoptr (GError) error = g_error_new (
          G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
          _ ("Only files on this computer can be opened. Copy %s to a folder of yours first."),
          self->title);

      show_error (self, error);
      return;
    }

  self->cancellable = g_cancellable_new ();
  self->progress = (BsLoadProgress){ 0 };
  bs_pages_show (self->stack, "loading");
  bs_loading_view_start (self->loading, self->title, &self->progress);
  bs_trace_load_async (path, &self->progress, self->cancellable, trace_ready_cb,
                       g_object_ref (self));
  self->build_source = g_idle_add (build_cb, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cancel_cb (BsTracePage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
retry_cb (BsTracePage *self)
{
  self->failed = FALSE;
  bs_trace_page_load (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);

  if (self->views != NULL)
    bs_trace_views_show (self->views, name + strlen ("page."));
}

/* From findings and tables anywhere in the tab. */
/* Of what is shown: of a branch, too. */
static void
report_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);
  g_autofree char *file = NULL;
  GtkRoot *root = gtk_widget_get_root (widget);
  char *dot;

  if (self->debugger == NULL || !GTK_IS_WINDOW (root))
    return;

  file = self->file != NULL ? g_file_get_basename (self->file) : g_strdup ("report");
  dot = strrchr (file, '.');
  if (dot != NULL && dot > file)
    *dot = '\0';
  bs_present_later (
      GTK_WINDOW (bs_report_dialog_new (widget, bs_debugger_get_trace (self->debugger), file)),
      GTK_WINDOW (root));
}

static void
query_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);
  GtkWidget *profile = self->views != NULL ? bs_trace_views_show (self->views, "profile") : NULL;

  if (profile != NULL)
    gtk_widget_activate_action_variant (profile, "profile.query", parameter);
}

static const char *
get_title (BsTab *tab)
{
  return BS_TRACE_PAGE (tab)->title;
}

static const char *
get_subtitle (BsTab *tab)
{
  return BS_TRACE_PAGE (tab)->subtitle;
}

static AdwViewStack *
get_views (BsTab *tab)
{
  return bs_trace_page_get_views (BS_TRACE_PAGE (tab));
}

static void
tab_init (BsTabInterface *iface)
{
  iface->get_title = get_title;
  iface->get_subtitle = get_subtitle;
  iface->get_views = get_views;
}

static gboolean
bs_trace_page_grab_focus (GtkWidget *widget)
{
  BsTracePage *self = BS_TRACE_PAGE (widget);

  if (self->views != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->views));

  return gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

static void
bs_trace_page_dispose (GObject *object)
{
  BsTracePage *self = BS_TRACE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->build_source, g_source_remove);
  g_clear_object (&self->coming);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->loading != NULL)
    bs_loading_view_stop (self->loading);
  if (self->debugger != NULL)
    {
      g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
      g_signal_handlers_disconnect_by_data (self->debugger, self);
    }
  g_clear_object (&self->debugger);
  g_clear_object (&self->file);
  self->views = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_TRACE_PAGE);

  G_OBJECT_CLASS (bs_trace_page_parent_class)->dispose (object);
}

static void
bs_trace_page_finalize (GObject *object)
{
  BsTracePage *self = BS_TRACE_PAGE (object);

  g_clear_pointer (&self->place, bs_session_tab_free);
  g_clear_pointer (&self->branch, bs_session_tab_free);
  g_free (self->title);
  g_free (self->subtitle);

  G_OBJECT_CLASS (bs_trace_page_parent_class)->finalize (object);
}

static void
bs_trace_page_class_init (BsTracePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_trace_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_trace_page_finalize;
  widget_class->grab_focus = bs_trace_page_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);

  bs_clock_actions_install (widget_class);
  gtk_widget_class_install_action (widget_class, "page.debug", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "page.memory", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "page.profile", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "page.compare", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "page.train", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "page.query", "s", query_action);
  gtk_widget_class_install_action (widget_class, "page.report", NULL, report_action);

  g_type_ensure (BS_TYPE_ERROR_VIEW);
  g_type_ensure (BS_TYPE_LOADING_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/trace-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, stack);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, loading);
  gtk_widget_class_bind_template_child (widget_class, BsTracePage, error);
}

static void
bs_trace_page_init (BsTracePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->subtitle = g_strdup ("");
  g_signal_connect_swapped (self->loading, "cancel", G_CALLBACK (cancel_cb), self);
  g_signal_connect_swapped (self->error, "retry", G_CALLBACK (retry_cb), self);
  bs_pages_show (self->stack, "loading");
}

static BsTracePage *
new_for_file (GFile *file)
{
  BsTracePage *self = g_object_new (BS_TYPE_TRACE_PAGE, NULL);
  g_autofree char *name = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->title = name != NULL ? g_filename_display_name (name) : g_strdup (_ ("Trace"));
  return self;
}

GtkWidget *
bs_trace_page_new (GFile *file)
{
  BsTracePage *self = new_for_file (file);

  bs_trace_page_load (self);
  return GTK_WIDGET (self);
}

static BsSessionTab *
copy_place (const BsSessionTab *place)
{
  BsSessionTab *copy = bs_session_tab_new (place->uri);

  copy->view = g_strdup (place->view);
  copy->branch = g_strdup (place->branch);
  copy->decision = place->decision;
  copy->zoom = place->zoom;
  return copy;
}

GtkWidget *
bs_trace_page_new_at (const BsSessionTab *place)
{
  g_autoptr (GFile) file = g_file_new_for_uri (place->uri);
  BsTracePage *self = new_for_file (file);

  self->place = copy_place (place);
  return GTK_WIDGET (self);
}

GtkWidget *
bs_trace_page_new_for (BsPictures *pictures, const char *title)
{
  BsTracePage *self = g_object_new (BS_TYPE_TRACE_PAGE, NULL);

  self->title = g_strdup (title);
  show_pictures (self, pictures);
  return GTK_WIDGET (self);
}

GFile *
bs_trace_page_get_file (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->file;
}

BsSessionTab *
bs_trace_page_get_place (BsTracePage *self)
{
  g_autofree char *uri = NULL;
  BsSessionTab *place;

  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  if (self->file == NULL)
    return NULL;
  if (self->place != NULL)
    return copy_place (self->place);

  uri = g_file_get_uri (self->file);
  place = bs_session_tab_new (uri);
  if (self->debugger != NULL)
    {
      AdwViewStack *stack = bs_trace_views_get_stack (self->views);
      BsBranchItem *branch = bs_branches_get_shown (bs_debugger_get_branches (self->debugger));

      place->branch = branch != NULL ? g_strdup (bs_branch_item_get_name (branch)) : NULL;
      place->decision = bs_debugger_get_decision (self->debugger);
      place->view = g_strdup (adw_view_stack_get_visible_child_name (stack));
      place->zoom = bs_trace_views_get_zoom (self->views);
    }
  return place;
}

gboolean
bs_trace_page_get_loading (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

gboolean
bs_trace_page_get_failed (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), FALSE);

  return self->failed;
}

BsDebugger *
bs_trace_page_get_debugger (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->debugger;
}

BsClockBar *
bs_trace_page_get_clock_bar (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->views != NULL ? bs_trace_views_get_clock_bar (self->views) : NULL;
}

AdwViewStack *
bs_trace_page_get_views (BsTracePage *self)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->views != NULL ? bs_trace_views_get_stack (self->views) : NULL;
}

GtkWidget *
bs_trace_page_show (BsTracePage *self, const char *name)
{
  g_return_val_if_fail (BS_IS_TRACE_PAGE (self), NULL);

  return self->views != NULL ? bs_trace_views_show (self->views, name) : NULL;
}
