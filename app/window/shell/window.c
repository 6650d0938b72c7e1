/* SPDX-License-Identifier: Apache-2.0 */
/* The window: start pages and traces in tabs. */
#include "config.h"

#include "app/window/shell/window.h"

#include <glib/gi18n-lib.h>

#include "app/window/learn/learn-page.h"
#include "app/window/parts/presenting.h"
#include "app/window/parts/toast.h"
#include "app/window/parts/view-frame.h"
#include "app/window/record/record-dialog.h"
#include "app/window/record/stop-question.h"
#include "app/window/shell/help.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/lazy-page.h"
#include "app/window/shell/open-dialog.h"
#include "app/window/shell/recent-menu.h"
#include "app/window/shell/settings.h"
#include "app/window/shell/start-page.h"
#include "app/window/shell/tabs.h"
#include "app/window/train/train-page.h"
#include "profiles/replay/plans-now.h"
#include "bs-window-resources.h"

struct _BsWindow
{
  AdwApplicationWindow parent_instance;

  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  AdwSplitButton *open_button;
  GtkWidget *root_box, *find_button, *export_button;
  AdwTabView *tab_view;
  GMenu *recent_section;

  GtkWidget *last_focus; /* (nullable), weak: within a page */
  gboolean closing;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsWindow, bs_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkCssProvider *
add_style (int priority)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider), priority);
  return provider;
}

/* @readable is empty where the theme cares for contrast itself. */
static void
contrast_cb (AdwStyleManager *manager, GParamSpec *pspec, GtkCssProvider *readable)
{
  if (adw_style_manager_get_high_contrast (manager))
    gtk_css_provider_load_from_data (readable, "", -1);
  else
    gtk_css_provider_load_from_resource (readable, "/org/batchscope/Batchscope/readable.css");
}

void
bs_window_prepare (void)
{
  static gboolean done;
  g_autoptr (GtkCssProvider) provider = NULL;
  GtkCssProvider *readable;
  AdwStyleManager *manager;

  if (done)
    return;

  done = TRUE;
  /* The icons are among those of libadwaita, before it asks for them: a path of their own would have the
   * theme read a second time, which a start would wait for. */
  bs_window_resources_register_resource ();
  adw_init ();
  manager = adw_style_manager_get_default ();
  provider = add_style (GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_css_provider_load_from_resource (provider, "/org/batchscope/Batchscope/window.css");
  readable = add_style (GTK_STYLE_PROVIDER_PRIORITY_THEME + 1);
  contrast_cb (manager, NULL, readable);
  g_signal_connect_data (manager, "notify::high-contrast", G_CALLBACK (contrast_cb), readable,
                         (GClosureNotify) g_object_unref, 0);
  bs_settings_apply ();
}

static GtkWidget *
get_child (BsWindow *self)
{
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tab_view);

  return tab != NULL ? adw_tab_page_get_child (tab) : NULL;
}

BsTracePage *
bs_window_get_page (BsWindow *self)
{
  GtkWidget *child;

  g_return_val_if_fail (BS_IS_WINDOW (self), NULL);

  child = get_child (self);
  return BS_IS_TRACE_PAGE (child) ? BS_TRACE_PAGE (child) : NULL;
}

/* (nullable): a start page has no pages of its own. */
static BsTab *
get_tab (BsWindow *self)
{
  GtkWidget *child = get_child (self);

  return BS_IS_TAB (child) ? BS_TAB (child) : NULL;
}

AdwTabView *
bs_window_get_tabs (BsWindow *self)
{
  g_return_val_if_fail (BS_IS_WINDOW (self), NULL);

  return self->tab_view;
}

static void
update_title (BsWindow *self)
{
  BsTab *tab = get_tab (self);
  gboolean is_trace = bs_window_get_page (self) != NULL;
  const char *name = tab != NULL ? bs_tab_get_title (tab) : NULL;
  AdwViewStack *views = tab != NULL ? bs_tab_get_views (tab) : NULL;
  g_autofree char *title = NULL;

  /* Translators: title of the window: a file, and this program */
  title = name != NULL ? g_strdup_printf (_ ("%s – Batchscope"), name) : g_strdup ("Batchscope");
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher, name != NULL ? name : "Batchscope");
  adw_view_switcher_title_set_subtitle (self->switcher,
                                        tab != NULL ? bs_tab_get_subtitle (tab) : "");
  adw_view_switcher_title_set_stack (self->switcher, views);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher, views != NULL);
  adw_view_switcher_bar_set_stack (self->switcher_bar, views);
  gtk_widget_set_visible (self->find_button, is_trace);
  gtk_widget_set_visible (self->export_button, tab != NULL);
  gtk_widget_set_sensitive (self->find_button, views != NULL);
  gtk_widget_set_sensitive (self->export_button, views != NULL);
}

static void
changed (BsWindow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
page_changed_cb (BsTracePage *page, BsWindow *self)
{
  AdwTabPage *tab = adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page));
  g_autoptr (GIcon) warning = NULL;

  if (tab == NULL)
    return;

  if (bs_trace_page_get_failed (page))
    warning = g_themed_icon_new ("dialog-warning-symbolic");
  adw_tab_page_set_loading (tab, bs_trace_page_get_loading (page));
  adw_tab_page_set_icon (tab, warning);
  update_title (self);
  changed (self);
}

static void
add_start_page (BsWindow *self)
{
  AdwTabPage *tab = adw_tab_view_append (self->tab_view, g_object_new (BS_TYPE_START_PAGE, NULL));

  adw_tab_page_set_title (tab, _ ("Start"));
  adw_tab_view_set_selected_page (self->tab_view, tab);
}

static void
selected_page_cb (BsWindow *self)
{
  GtkWidget *child = get_child (self);

  if (self->closing)
    return;

  if (BS_IS_TRACE_PAGE (child))
    bs_trace_page_load (BS_TRACE_PAGE (child));
  update_title (self);
  if (child != NULL)
    gtk_widget_grab_focus (child);
  changed (self);
}

static AdwTabPage *
add_page (BsWindow *self, BsTracePage *page, int position)
{
  g_autofree char *path = g_file_get_parse_name (bs_trace_page_get_file (page));
  /* Tooltips of tabs take markup. */
  g_autofree char *tooltip = g_markup_escape_text (path, -1);
  AdwTabPage *tab = adw_tab_view_insert (self->tab_view, GTK_WIDGET (page), position);

  adw_tab_page_set_title (tab, bs_tab_get_title (BS_TAB (page)));
  adw_tab_page_set_tooltip (tab, tooltip);
  return tab;
}

static void
recorded_cb (BsWindow *self, GFile *file)
{
  bs_window_open (self, file);
}

/* @graphs and @like: (nullable) */
static BsRecordForm *
show_record_dialog (BsWindow *self, const char *const *graphs, const BsTrace *like)
{
  GtkWidget *dialog = bs_record_dialog_new (GTK_WINDOW (self));

  if (graphs != NULL)
    bs_record_dialog_set_graphs (BS_RECORD_DIALOG (dialog), graphs);
  if (like != NULL)
    bs_record_form_set_like (bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog)), like);
  g_signal_connect_object (dialog, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);
  bs_present_later (GTK_WINDOW (dialog), GTK_WINDOW (self));
  return bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog));
}

void
bs_window_open (BsWindow *self, GFile *file)
{
  AdwTabPage *tab, *old;

  g_return_if_fail (BS_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (bs_record_dialog_takes (file))
    {
      g_autofree char *path = g_file_get_path (file);
      const char *const graphs[] = { path, NULL };

      show_record_dialog (self, graphs, NULL);
      return;
    }

  old = adw_tab_view_get_selected_page (self->tab_view);
  tab = bs_tabs_find (self->tab_view, file);
  if (tab == NULL)
    tab = add_page (self, BS_TRACE_PAGE (bs_trace_page_new (file)),
                    old != NULL ? adw_tab_view_get_page_position (self->tab_view, old) + 1 : 0);
  adw_tab_view_set_selected_page (self->tab_view, tab);
  bs_tabs_leave_start_page (self->tab_view, old);
}

void
bs_window_get_session (BsWindow *self, BsSessionWindow *session)
{
  AdwTabPage *selected;
  int n_pages;

  g_return_if_fail (BS_IS_WINDOW (self));

  selected = adw_tab_view_get_selected_page (self->tab_view);
  n_pages = adw_tab_view_get_n_pages (self->tab_view);
  gtk_window_get_default_size (GTK_WINDOW (self), &session->width, &session->height);
  session->maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  for (int i = 0; i < n_pages; i++)
    {
      AdwTabPage *tab = adw_tab_view_get_nth_page (self->tab_view, i);
      GtkWidget *child = adw_tab_page_get_child (tab);
      BsSessionTab *place = BS_IS_TRACE_PAGE (child)
                                ? bs_trace_page_get_place (BS_TRACE_PAGE (child))
                                : NULL;

      if (place == NULL)
        continue;
      if (tab == selected)
        session->selected = session->tabs->len;
      g_ptr_array_add (session->tabs, place);
    }
}

void
bs_window_restore (BsWindow *self, const BsSessionWindow *session)
{
  AdwTabPage *old;
  gboolean in_front;
  int position = 0;

  g_return_if_fail (BS_IS_WINDOW (self));

  old = adw_tab_view_get_selected_page (self->tab_view);
  in_front = bs_window_get_page (self) == NULL;
  for (guint i = 0; i < session->tabs->len; i++)
    {
      const BsSessionTab *place = g_ptr_array_index (session->tabs, i);
      g_autoptr (GFile) file = g_file_new_for_uri (place->uri);
      AdwTabPage *tab = bs_tabs_find (self->tab_view, file);

      if (tab == NULL)
        tab = add_page (self, BS_TRACE_PAGE (bs_trace_page_new_at (place)), position++);
      if (in_front && i == session->selected)
        adw_tab_view_set_selected_page (self->tab_view, tab);
    }
  if (in_front)
    bs_tabs_leave_start_page (self->tab_view, old);
}

static void
opened_cb (BsWindow *self, GFile *file)
{
  bs_window_open (self, file);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_open_dialog_show (GTK_WINDOW (widget), (BsOpenFunc) opened_cb);
}

static void
open_uri_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  bs_window_open (BS_WINDOW (widget), file);
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_record_dialog (BS_WINDOW (widget), NULL, NULL);
}

/* As the trace in front was, or with the planner that would be better. */
static void
record_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *page = bs_window_get_page (BS_WINDOW (widget));
  BsDebugger *debugger = page != NULL ? bs_trace_page_get_debugger (page) : NULL;

  BsRecordForm *form = show_record_dialog (
      BS_WINDOW (widget), NULL, debugger != NULL ? bs_debugger_get_trace (debugger) : NULL);

  if (g_str_equal (name, "win.record-planned"))
    bs_record_form_set_planner (form, BS_PLANS_NOW_PLANNER);
}

/* A policy that was just learned, on what it was learned on, as far as that is known. */
static void
record_with_policy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsTracePage *page = bs_window_get_page (BS_WINDOW (widget));
  BsDebugger *debugger = page != NULL ? bs_trace_page_get_debugger (page) : NULL;
  BsRecordForm *form = show_record_dialog (
      BS_WINDOW (widget), NULL, debugger != NULL ? bs_debugger_get_trace (debugger) : NULL);

  bs_record_form_set_file (form, BS_RECORD_FILE_POLICY, g_variant_get_string (parameter, NULL));
}

static void
new_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_start_page (BS_WINDOW (widget));
}

static void
lesson_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *page = bs_tabs_show_tool (BS_WINDOW (widget)->tab_view, BS_TOOL_LEARN);

  bs_learn_page_open (BS_LEARN_PAGE (page), g_variant_get_string (parameter, NULL));
}

static void
tool_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bs_tabs_show_tool (BS_WINDOW (widget)->tab_view,
                     g_str_equal (name, "win.compare") ? BS_TOOL_COMPARE
                     : g_str_equal (name, "win.train") ? BS_TOOL_TRAIN
                                                       : BS_TOOL_LEARN);
}

static void
close_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsWindow *self = BS_WINDOW (widget);
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tab_view);

  if (tab == NULL
      || (adw_tab_view_get_n_pages (self->tab_view) == 1
          && BS_IS_START_PAGE (adw_tab_page_get_child (tab))))
    gtk_window_close (GTK_WINDOW (self));
  else
    adw_tab_view_close_page (self->tab_view, tab);
}

static void
fullscreen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
show_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkWidget) window = bs_keys_make_window ();

  bs_present_later (GTK_WINDOW (window), GTK_WINDOW (widget));
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsWindow *self = BS_WINDOW (widget);
  BsTab *tab = get_tab (self);
  GtkWidget *at = self->last_focus;

  if (at == NULL || !gtk_widget_get_mapped (at))
    at = tab != NULL ? bs_tab_get_front (tab) : NULL;
  bs_help_show (GTK_WINDOW (self), bs_help_find_page (at != NULL ? at : get_child (self)));
}

static void
focus_cb (BsWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *child = get_child (self);

  if (focus != NULL && child != NULL && gtk_widget_is_ancestor (focus, child))
    g_set_weak_pointer (&self->last_focus, focus);
}

/* Hands what a key, a button or a menu asks to the view that has or had the focus, where that knows
 * nothing of it to the first view of the page in front, or to the page. */
static gboolean
activate_on_page (BsWindow *self, const char *action)
{
  BsTab *tab = get_tab (self);
  GtkWidget *front = tab != NULL ? bs_tab_get_front (tab) : NULL;
  BsViewFrame *frame;

  if (front == NULL)
    return FALSE;

  frame = g_str_has_prefix (action, "view.") ? bs_view_frame_find (front) : NULL;
  return (self->last_focus != NULL && gtk_widget_get_mapped (self->last_focus)
          && gtk_widget_is_ancestor (self->last_focus, GTK_WIDGET (tab))
          && gtk_widget_activate_action (self->last_focus, action, NULL))
         || (frame != NULL && gtk_widget_activate_action (GTK_WIDGET (frame), action, NULL))
         || gtk_widget_activate_action (front, action, NULL);
}

static void
on_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsWindow *self = BS_WINDOW (widget);
  BsTracePage *page = bs_window_get_page (self);
  BsClockBar *bar = page != NULL ? bs_trace_page_get_clock_bar (page) : NULL;
  const char *action = g_variant_get_string (parameter, NULL);
  gboolean table = g_str_equal (action, "view.table");

  /* The strip has its table at the page itself. */
  if (table && bar != NULL && self->last_focus != NULL
      && gtk_widget_is_ancestor (self->last_focus, GTK_WIDGET (bar)))
    activate_on_page (self, "debug.table");
  else if (!activate_on_page (self, action) && table)
    activate_on_page (self, "debug.table");
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, BsWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    bs_window_open (self, l->data);

  return files != NULL;
}

static void
add_drop_target (BsWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (self->root_box, GTK_EVENT_CONTROLLER (target));
}

typedef struct
{
  BsWindow *window; /* weak */
  BsSessionTab *place;
  int position;
} ClosedTab;

static void
closed_tab_free (gpointer data)
{
  ClosedTab *self = data;

  g_clear_weak_pointer (&self->window);
  bs_session_tab_free (self->place);
  g_free (self);
}

static void
reopen (gpointer data)
{
  ClosedTab *closed = data;
  BsWindow *self = closed->window;
  g_autoptr (GFile) file = g_file_new_for_uri (closed->place->uri);
  AdwTabPage *old, *tab;

  if (self == NULL)
    return;

  old = adw_tab_view_get_selected_page (self->tab_view);
  tab = bs_tabs_find (self->tab_view, file);
  if (tab == NULL)
    tab = add_page (self, BS_TRACE_PAGE (bs_trace_page_new_at (closed->place)),
                    MIN (closed->position, adw_tab_view_get_n_pages (self->tab_view)));
  adw_tab_view_set_selected_page (self->tab_view, tab);
  bs_tabs_leave_start_page (self->tab_view, old);
}

static void
offer_reopen (BsWindow *self, BsTracePage *page, int position)
{
  ClosedTab *closed;
  g_autofree char *text = g_strdup_printf (_ ("Closed %s"), bs_tab_get_title (BS_TAB (page)));
  BsSessionTab *place = bs_trace_page_get_place (page);

  if (place == NULL || bs_trace_page_get_failed (page))
    {
      g_clear_pointer (&place, bs_session_tab_free);
      return;
    }

  closed = g_new0 (ClosedTab, 1);
  g_set_weak_pointer (&closed->window, self);
  closed->place = place;
  closed->position = position;
  bs_toast_show_undo (GTK_WIDGET (self), text, reopen, closed, closed_tab_free);
}

static gboolean
is_recording (AdwTabPage *tab)
{
  GtkWidget *child = adw_tab_page_get_child (tab);

  return BS_IS_START_PAGE (child) && bs_start_page_is_busy (BS_START_PAGE (child));
}

static gboolean
is_training (AdwTabPage *tab)
{
  GtkWidget *child = adw_tab_page_get_child (tab);
  AdwViewStack *views = BS_IS_TAB (child) ? bs_tab_get_views (BS_TAB (child)) : NULL;
  GtkWidget *page = views != NULL ? adw_view_stack_get_child_by_name (views, "train") : NULL;

  /* one that was never seen was not made */
  if (BS_IS_LAZY_PAGE (page))
    page = adw_bin_get_child (ADW_BIN (page));

  return BS_IS_TRAIN_PAGE (page) && bs_train_page_is_training (BS_TRAIN_PAGE (page));
}

static gboolean
is_busy (AdwTabPage *tab)
{
  return is_recording (tab) || is_training (tab);
}

static void
close_tab (BsWindow *self, AdwTabPage *tab)
{
  AdwTabView *view = self->tab_view;
  GtkWidget *child = adw_tab_page_get_child (tab);

  if (BS_IS_TRACE_PAGE (child))
    offer_reopen (self, BS_TRACE_PAGE (child), adw_tab_view_get_page_position (view, tab));
  /* There is always a page: before the last one goes. */
  if (adw_tab_view_get_n_pages (view) == 1)
    add_start_page (self);
  adw_tab_view_close_page_finish (view, tab, TRUE);
  changed (self);
}

/* The tab stays while it is asked about. */
static void
tab_response_cb (AdwMessageDialog *question, const char *response, AdwTabPage *tab)
{
  GtkRoot *window = gtk_widget_get_root (adw_tab_page_get_child (tab));

  /* The window may be gone by now. */
  if (!BS_IS_WINDOW (window))
    return;
  if (g_str_equal (response, BS_STOP_QUESTION_DISCARD))
    close_tab (BS_WINDOW (window), tab);
  else
    adw_tab_view_close_page_finish (BS_WINDOW (window)->tab_view, tab, FALSE);
}

static gboolean
close_page_cb (AdwTabView *view, AdwTabPage *tab, BsWindow *self)
{
  if (is_busy (tab) && !self->closing)
    {
      GtkWidget *question = is_recording (tab)
                                ? bs_stop_question_new (GTK_WINDOW (self))
                                : bs_stop_question_new_for_training (GTK_WINDOW (self));

      g_signal_connect_object (question, "response", G_CALLBACK (tab_response_cb), tab, 0);
      gtk_window_present (GTK_WINDOW (question));
    }
  else
    close_tab (self, tab);
  return GDK_EVENT_STOP;
}

static void
attached_cb (BsWindow *self, AdwTabPage *tab)
{
  GtkWidget *child = adw_tab_page_get_child (tab);

  if (!BS_IS_TRACE_PAGE (child))
    return;

  g_signal_connect_object (child, "changed", G_CALLBACK (page_changed_cb), self, 0);
  g_signal_connect_object (child, "moved", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  page_changed_cb (BS_TRACE_PAGE (child), self);
}

static void
detached_cb (BsWindow *self, AdwTabPage *tab)
{
  g_signal_handlers_disconnect_by_data (adw_tab_page_get_child (tab), self);
  /* Dragged to another window, the last tab leaves an empty one behind. */
  if (!self->closing && adw_tab_view_get_n_pages (self->tab_view) == 0)
    gtk_window_close (GTK_WINDOW (self));
}

static AdwTabView *
create_window_cb (BsWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  BsWindow *other = g_object_new (BS_TYPE_WINDOW, "application", application, NULL);

  gtk_window_present (GTK_WINDOW (other));
  return other->tab_view;
}

static gboolean
has_tab (BsWindow *self, gboolean (*test) (AdwTabPage *tab))
{
  int n_pages = adw_tab_view_get_n_pages (self->tab_view);

  for (int i = 0; i < n_pages; i++)
    if (test (adw_tab_view_get_nth_page (self->tab_view, i)))
      return TRUE;

  return FALSE;
}

static void
window_response_cb (AdwMessageDialog *question, const char *response, BsWindow *self)
{
  /* It outlives the window that it is about. */
  gtk_window_set_transient_for (GTK_WINDOW (question), NULL);
  self->closing = g_str_equal (response, BS_STOP_QUESTION_DISCARD);
  if (self->closing)
    gtk_window_close (GTK_WINDOW (self));
}

static gboolean
bs_window_close_request (GtkWindow *window)
{
  BsWindow *self = BS_WINDOW (window);

  if (!self->closing && has_tab (self, is_busy))
    {
      GtkWidget *question = has_tab (self, is_recording)
                                ? bs_stop_question_new (window)
                                : bs_stop_question_new_for_training (window);

      g_signal_connect_object (question, "response", G_CALLBACK (window_response_cb), self, 0);
      gtk_window_present (GTK_WINDOW (question));
      return TRUE;
    }

  self->closing = TRUE;
  return GTK_WINDOW_CLASS (bs_window_parent_class)->close_request (window);
}

static void
bs_window_dispose (GObject *object)
{
  BsWindow *self = BS_WINDOW (object);

  self->closing = TRUE;
  g_clear_weak_pointer (&self->last_focus);
  if (self->tab_view != NULL)
    g_signal_handlers_disconnect_by_data (self->tab_view, self);

  G_OBJECT_CLASS (bs_window_parent_class)->dispose (object);
}

static void
bs_window_class_init (BsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bs_window_close_request;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, BsWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, root_box);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, find_button);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, recent_section);

  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-uri", "s", open_uri_action);
  bs_window_install_open_at (widget_class);
  gtk_widget_class_install_action (widget_class, "win.record", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "win.record-again", NULL, record_again_action);
  gtk_widget_class_install_action (widget_class, "win.record-planned", NULL, record_again_action);
  gtk_widget_class_install_action (widget_class, "win.record-with-policy", "s",
                                   record_with_policy_action);
  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, new_tab_action);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab_action);
  gtk_widget_class_install_action (widget_class, "win.compare", NULL, tool_action);
  gtk_widget_class_install_action (widget_class, "win.train", NULL, tool_action);
  gtk_widget_class_install_action (widget_class, "win.learn", NULL, tool_action);
  gtk_widget_class_install_action (widget_class, "win.lesson", "s", lesson_action);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_action);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, show_keys_action);
  gtk_widget_class_install_action (widget_class, "win.on-page", "s", on_page_action);
}

static void
bs_window_init (BsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  if (!g_str_equal (BS_APP_ID, BS_SETTINGS_ID))
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  bs_settings_bind_window (GTK_WINDOW (self));
  bs_keys_attach (GTK_WIDGET (self));
  /* Its half with the arrow has no name of its own. */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (self->open_button))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, adw_split_button_get_dropdown_tooltip (self->open_button), -1);
  add_drop_target (self);
  g_object_bind_property (self->switcher, "title-visible", self->switcher_bar, "reveal",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
  g_signal_connect (self->tab_view, "close-page", G_CALLBACK (close_page_cb), self);
  g_signal_connect_swapped (self->tab_view, "create-window", G_CALLBACK (create_window_cb), self);
  g_signal_connect_swapped (self->tab_view, "page-attached", G_CALLBACK (attached_cb), self);
  g_signal_connect_swapped (self->tab_view, "page-detached", G_CALLBACK (detached_cb), self);
  g_signal_connect_swapped (self->tab_view, "notify::selected-page", G_CALLBACK (selected_page_cb),
                            self);
  bs_recent_menu_fill (self->recent_section);
  update_title (self);
}

BsWindow *
bs_window_new (GtkApplication *application)
{
  BsWindow *self = g_object_new (BS_TYPE_WINDOW, "application", application, NULL);

  add_start_page (self);
  return self;
}
