/* SPDX-License-Identifier: Apache-2.0 */
/* The window: a start page, or traces in tabs. */
#include "config.h"

#include "app/window/shell/window.h"

#include <glib/gi18n-lib.h>

#include "app/window/shell/pages.h"
#include "app/window/shell/recent.h"
#include "bs-window-resources.h"
#include "app/window/shell/settings.h"
#include "app/window/shell/start-page.h"

#define MAX_RECENT 8

struct _BsWindow
{
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *title;
  GtkWidget *root_box;
  AdwTabView *tab_view;
  GtkStack *stack;
  GMenu *recent_section;
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (BsWindow, bs_window, ADW_TYPE_APPLICATION_WINDOW)

typedef struct
{
  const char *trigger, *action;
} Key;

/* Keys that come before all widgets: panes would take them to move between their handles. */
static const Key first_keys[] = {
  { "F8", "debug.step" },
  { "<Shift>F8", "debug.back" },
};

/* Keys that must leave entries, buttons and lists alone: they get what those do not want. */
static const Key keys[] = {
  { "space|KP_Space", "debug.play" },
  { "Home|KP_Home", "debug.first" },
  { "End|KP_End", "debug.last" },
  { "plus|KP_Add|equal|<Control>plus|<Control>equal", "view.zoom-in" },
  { "minus|KP_Subtract|<Control>minus", "view.zoom-out" },
  { "0|KP_0|<Control>0", "view.zoom-fit" },
  { "<Control>t", "debug.table" },
  { "<Control>l|<Control>g", "debug.go-to" },
};

void
bs_window_prepare (void)
{
  static gboolean done;
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GtkCssProvider) provider = NULL;

  if (done)
    return;

  done = TRUE;
  bs_window_resources_register_resource ();
  if (display == NULL)
    return;

  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/batchscope/Batchscope/window.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/org/batchscope/Batchscope/icons");
}

BsTracePage *
bs_window_get_page (BsWindow *self)
{
  AdwTabPage *tab;

  g_return_val_if_fail (BS_IS_WINDOW (self), NULL);

  tab = adw_tab_view_get_selected_page (self->tab_view);
  return tab != NULL ? BS_TRACE_PAGE (adw_tab_page_get_child (tab)) : NULL;
}

static void
update_title (BsWindow *self)
{
  BsTracePage *page = bs_window_get_page (self);
  const char *name = page != NULL ? bs_trace_page_get_title (page) : NULL;
  gboolean shown = page != NULL && bs_trace_page_get_debugger (page) != NULL;

  adw_window_title_set_title (self->title, name != NULL ? name : "Batchscope");
  adw_window_title_set_subtitle (self->title,
                                 page != NULL ? bs_trace_page_get_subtitle (page) : "");
  if (name != NULL)
    {
      /* Translators: title of the window: a file, and this program */
      g_autofree char *title = g_strdup_printf (_ ("%s – Batchscope"), name);

      gtk_window_set_title (GTK_WINDOW (self), title);
    }
  else
    {
      gtk_window_set_title (GTK_WINDOW (self), "Batchscope");
    }
  bs_pages_show (self->stack, page != NULL ? "tabs" : "start");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.close-tab", page != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.go-to", shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.table", shown);
}

static void
update_recent (BsWindow *self)
{
  g_autoptr (GPtrArray) list = bs_recent_list (bs_recent_get ());

  g_menu_remove_all (self->recent_section);
  for (guint i = 0; i < MIN (list->len, MAX_RECENT); i++)
    {
      BsRecentEntry *entry = g_ptr_array_index (list, i);
      g_autofree char *uri = g_file_get_uri (entry->file);
      /* An underscore is part of the name here, not a mnemonic. */
      g_auto (GStrv) parts = g_strsplit (entry->name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
      g_menu_append_item (self->recent_section, item);
    }
  if (list->len == 0)
    g_menu_append (self->recent_section, _ ("None yet"), "win.none");
}

static void
page_changed_cb (BsTracePage *page, BsWindow *self)
{
  AdwTabPage *tab = adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page));

  if (tab != NULL)
    adw_tab_page_set_loading (tab, bs_trace_page_get_loading (page));
  update_title (self);
}

static void
selected_page_cb (BsWindow *self)
{
  BsTracePage *page = bs_window_get_page (self);

  update_title (self);
  if (page != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (page));
}

void
bs_window_open (BsWindow *self, GFile *file)
{
  int n_pages;
  GtkWidget *page;
  AdwTabPage *tab;
  g_autofree char *path = NULL;

  g_return_if_fail (BS_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  n_pages = adw_tab_view_get_n_pages (self->tab_view);
  for (int i = 0; i < n_pages; i++)
    {
      AdwTabPage *other = adw_tab_view_get_nth_page (self->tab_view, i);

      GFile *its = bs_trace_page_get_file (BS_TRACE_PAGE (adw_tab_page_get_child (other)));

      if (its != NULL && g_file_equal (its, file))
        {
          adw_tab_view_set_selected_page (self->tab_view, other);
          return;
        }
    }

  page = bs_trace_page_new (file);
  path = g_file_get_parse_name (file);
  g_signal_connect_object (page, "changed", G_CALLBACK (page_changed_cb), self, 0);
  tab = adw_tab_view_append (self->tab_view, page);
  adw_tab_page_set_title (tab, bs_trace_page_get_title (BS_TRACE_PAGE (page)));
  adw_tab_page_set_tooltip (tab, path);
  adw_tab_view_set_selected_page (self->tab_view, tab);
  page_changed_cb (BS_TRACE_PAGE (page), self);
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, BsWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          bs_window_open (self, file);
        }
    }
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsWindow *self = BS_WINDOW (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_ ("Open a Trace"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("Traces (*.bscope)"), "*.bscope");
  add_filter (GTK_FILE_CHOOSER (self->chooser), _ ("All files"), "*");
  g_signal_connect (self->chooser, "response", G_CALLBACK (chooser_response_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
open_uri_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  bs_window_open (BS_WINDOW (widget), file);
}

static void
close_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsWindow *self = BS_WINDOW (widget);
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tab_view);

  if (tab != NULL)
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

/* Hands what a key or the menu asks to the page in front. */
static gboolean
activate_on_page (BsWindow *self, const char *action)
{
  BsTracePage *page = bs_window_get_page (self);
  GtkWidget *front = page != NULL ? bs_trace_page_get_front (page) : NULL;

  return front != NULL && gtk_widget_activate_action (front, action, NULL);
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  activate_on_page (BS_WINDOW (widget),
                    g_str_equal (name, "win.go-to") ? "debug.go-to" : "debug.table");
}

static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  return activate_on_page (BS_WINDOW (widget), user_data);
}

static void
add_keys (BsWindow *self, const Key *wanted, guint n_keys, GtkPropagationPhase phase)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < n_keys; i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (wanted[i].trigger),
                          gtk_callback_action_new (key_cb, (gpointer) wanted[i].action, NULL)));
  gtk_event_controller_set_propagation_phase (controller, phase);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
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

static void
bs_window_dispose (GObject *object)
{
  BsWindow *self = BS_WINDOW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->tab_view != NULL)
    g_signal_handlers_disconnect_by_data (self->tab_view, self);

  G_OBJECT_CLASS (bs_window_parent_class)->dispose (object);
}

static void
bs_window_class_init (BsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_window_dispose;

  g_type_ensure (BS_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, BsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, root_box);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BsWindow, recent_section);

  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-uri", "s", open_uri_action);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, close_tab_action);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (widget_class, "win.go-to", NULL, page_action);
  gtk_widget_class_install_action (widget_class, "win.table", NULL, page_action);
}

static void
bs_window_init (BsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  bs_settings_bind_window (GTK_WINDOW (self));
  add_keys (self, first_keys, G_N_ELEMENTS (first_keys), GTK_PHASE_CAPTURE);
  add_keys (self, keys, G_N_ELEMENTS (keys), GTK_PHASE_BUBBLE);
  add_drop_target (self);
  g_signal_connect_swapped (self->tab_view, "notify::selected-page", G_CALLBACK (selected_page_cb),
                            self);
  g_signal_connect_object (bs_recent_get (), "changed", G_CALLBACK (update_recent), self,
                           G_CONNECT_SWAPPED);
  update_recent (self);
  update_title (self);
}

BsWindow *
bs_window_new (GtkApplication *application)
{
  return g_object_new (BS_TYPE_WINDOW, "application", application, NULL);
}
