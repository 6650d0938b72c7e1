/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a view: head, canvas and table twin. */
#include "config.h"

#include "app/window/parts/view-frame-private.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/cut-label.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/toast.h"
#include "app/window/shell/pages.h"

/* A clock that stands this long rests. */
#define REST_MS 120

#define PICTURE "picture"
#define TABLE "table"

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_FILE_NAME,
  PROP_MAIN,
  PROP_SHOW_TABLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* The frame that had the focus last, of all windows. */
static GWeakRef last_focused;

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsViewFrame, bs_view_frame, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

static GtkBuildableIface *parent_buildable;

static void
maker_clear (gpointer data)
{
  Maker *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
}

static void
maker_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, maker_clear);
}

void
bs_view_frame_fail (BsViewFrame *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (self->debugger != NULL)
    bs_debugger_fail (self->debugger, error->message);
  else if (self->alone)
    bs_toast_show (GTK_WIDGET (self), error->message);
}

static BsCanvas *
find_canvas (GtkWidget *widget)
{
  BsCanvas *canvas = NULL;

  if (widget == NULL || BS_IS_CANVAS (widget))
    return widget != NULL ? BS_CANVAS (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && canvas == NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child))
      canvas = find_canvas (child);

  return canvas;
}

/* Rows are made in a thread, for the table on screen or to be copied. */
typedef struct
{
  Maker *maker;
  BsTrace *trace; /* (nullable): alone */
  guint32 decision;
} Making;

static void
making_free (gpointer data)
{
  Making *self = data;

  maker_unref (self->maker);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_free (self);
}

static void
make_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Making *self = task_data;
  GError *error = NULL;
  BsTable *table = self->maker->func (self->trace, self->decision, self->maker->data, cancellable,
                                      &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) bs_table_unref);
  else
    g_task_return_error (task, error);
}

void
bs_view_frame_make_table (BsViewFrame *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Making *making = g_new0 (Making, 1);

  making->maker = g_atomic_rc_box_acquire (self->maker);
  making->decision = 1;
  if (self->debugger != NULL)
    {
      making->trace = bs_trace_ref (bs_debugger_get_trace (self->debugger));
      making->decision = bs_debugger_get_decision (self->debugger);
    }
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

gboolean
bs_view_frame_can_make_table (BsViewFrame *self)
{
  return (self->debugger != NULL || self->alone) && self->maker != NULL;
}

static void
stop_making (BsViewFrame *self)
{
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsViewFrame *self = BS_VIEW_FRAME (source);
  g_autoptr (GError) error = NULL;
  BsTable *table = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->making == NULL || g_task_get_cancellable (G_TASK (result)) != self->making)
    {
      g_clear_pointer (&table, bs_table_unref);
      return;
    }

  g_clear_object (&self->making);
  if (table == NULL)
    bs_view_frame_fail (self, error);
  else
    bs_data_table_take_table (bs_view_frame_get_data_table (self), table);
}

static void
refresh (BsViewFrame *self)
{
  if (!self->stale || !bs_view_frame_can_make_table (self) || self->twin != NULL
      || !bs_view_frame_get_show_table (self) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->stale = FALSE;
  stop_making (self);
  self->making = g_cancellable_new ();
  bs_view_frame_make_table (self, self->making, made_cb, NULL);
}

static gboolean
rest_cb (gpointer user_data)
{
  BsViewFrame *self = user_data;

  self->rest_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
content_cb (gpointer user_data)
{
  BsViewFrame *self = user_data;

  self->stale = TRUE;
  refresh (self);
}

static void
moved_cb (gpointer user_data)
{
  BsViewFrame *self = user_data;

  if (!self->of_decision)
    return;

  self->stale = TRUE;
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_source = g_timeout_add (REST_MS, rest_cb, self);
}

static void
update_actions (BsViewFrame *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean picture = (self->debugger != NULL || self->alone) && find_canvas (self->child) != NULL;

  gtk_widget_action_set_enabled (widget, "view.copy-picture", picture);
  gtk_widget_action_set_enabled (widget, "view.save-picture", picture);
  gtk_widget_action_set_enabled (widget, "view.table",
                                 self->twin != NULL || bs_view_frame_can_make_table (self));
  gtk_widget_action_set_enabled (widget, "view.copy-table", bs_view_frame_can_make_table (self));
  gtk_widget_action_set_enabled (widget, "view.save-table", bs_view_frame_can_make_table (self));
}

static void
entered_cb (GtkEventControllerFocus *controller, BsViewFrame *self)
{
  g_weak_ref_set (&last_focused, self);
}

static void
bs_view_frame_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_view_frame_parent_class)->map (widget);
  refresh (BS_VIEW_FRAME (widget));
}

static gboolean
bs_view_frame_grab_focus (GtkWidget *widget)
{
  BsViewFrame *self = BS_VIEW_FRAME (widget);
  GtkWidget *shown = gtk_stack_get_visible_child (self->stack);

  return shown != NULL
         && (gtk_widget_grab_focus (shown) || gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD));
}

static void
bs_view_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BsViewFrame *self = BS_VIEW_FRAME (object);

  switch (id)
    {
    case PROP_TITLE:
      bs_view_frame_set_title (self, g_value_get_string (value));
      break;

    case PROP_SUBTITLE:
      bs_view_frame_set_subtitle (self, g_value_get_string (value));
      break;

    case PROP_FILE_NAME:
      g_free (self->file_name);
      self->file_name = g_value_dup_string (value);
      break;

    case PROP_MAIN:
      self->main = g_value_get_boolean (value);
      break;

    case PROP_SHOW_TABLE:
      bs_view_frame_set_show_table (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
bs_view_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BsViewFrame *self = BS_VIEW_FRAME (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;

    case PROP_SUBTITLE:
      g_value_set_string (value, bs_head_titles_get_subtitle (self->titles));
      break;

    case PROP_FILE_NAME:
      g_value_set_string (value, self->file_name);
      break;

    case PROP_MAIN:
      g_value_set_boolean (value, self->main);
      break;

    case PROP_SHOW_TABLE:
      g_value_set_boolean (value, bs_view_frame_get_show_table (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  BsViewFrame *self = BS_VIEW_FRAME (buildable);

  /* Its own parts come first. */
  if (self->stack == NULL || !GTK_IS_WIDGET (child))
    parent_buildable->add_child (buildable, builder, child, type);
  else if (g_strcmp0 (type, "start") == 0)
    {
      gtk_box_append (self->starts, GTK_WIDGET (child));
      gtk_widget_set_visible (GTK_WIDGET (self->starts), TRUE);
      bs_head_titles_set_title (self->titles, NULL);
    }
  else if (g_strcmp0 (type, "control") == 0)
    {
      gtk_box_append (self->controls, GTK_WIDGET (child));
      gtk_widget_set_visible (GTK_WIDGET (self->controls), TRUE);
    }
  else if (g_strcmp0 (type, "above") == 0)
    gtk_box_insert_child_after (GTK_BOX (self->content), GTK_WIDGET (child), self->head);
  else if (g_strcmp0 (type, TABLE) == 0)
    {
      self->twin = GTK_WIDGET (child);
      gtk_widget_set_visible (self->twin, FALSE);
      gtk_stack_add_named (self->stack, self->twin, TABLE);
      update_actions (self);
    }
  else
    {
      self->child = GTK_WIDGET (child);
      gtk_stack_add_named (self->stack, self->child, PICTURE);
      bs_pages_show (self->stack, PICTURE);
      update_actions (self);
    }
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

static void
bs_view_frame_dispose (GObject *object)
{
  BsViewFrame *self = BS_VIEW_FRAME (object);

  stop_making (self);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  g_clear_pointer (&self->maker, maker_unref);
  g_clear_pointer (&self->file_name, g_free);
  self->child = NULL;
  self->twin = NULL;
  self->table = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_VIEW_FRAME);

  G_OBJECT_CLASS (bs_view_frame_parent_class)->dispose (object);
}

static void
bs_view_frame_class_init (BsViewFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bs_view_frame_dispose;
  object_class->set_property = bs_view_frame_set_property;
  object_class->get_property = bs_view_frame_get_property;
  widget_class->map = bs_view_frame_map;
  widget_class->grab_focus = bs_view_frame_grab_focus;
  widget_class->focus = bs_focus_children;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_FILE_NAME] = g_param_spec_string ("file-name", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_MAIN] = g_param_spec_boolean ("main", NULL, NULL, FALSE,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SHOW_TABLE] = g_param_spec_boolean ("show-table", NULL, NULL, FALSE,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                     | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "view.copy-picture", NULL,
                                   bs_view_frame_copy_picture);
  gtk_widget_class_install_action (widget_class, "view.save-picture", NULL,
                                   bs_view_frame_save_picture);
  gtk_widget_class_install_property_action (widget_class, "view.table", "show-table");
  gtk_widget_class_install_action (widget_class, "view.copy-table", NULL, bs_view_frame_copy_table);
  gtk_widget_class_install_action (widget_class, "view.save-table", NULL, bs_view_frame_save_table);

  g_type_ensure (BS_TYPE_HEAD_TITLES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/view-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, content);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, head);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, title_label);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, titles);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, starts);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, controls);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, menu_button);
  gtk_widget_class_bind_template_child (widget_class, BsViewFrame, stack);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "view.table",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "view.copy-picture", NULL);
}

static void
bs_view_frame_init (BsViewFrame *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  bs_cut_label_watch (self->title_label);
  g_signal_connect (focus, "enter", G_CALLBACK (entered_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  update_actions (self);
}

GtkWidget *
bs_view_frame_new (void)
{
  return g_object_new (BS_TYPE_VIEW_FRAME, NULL);
}

void
bs_view_frame_set_table (BsViewFrame *self, BsViewTableFunc func, gboolean of_decision,
                         gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));
  g_return_if_fail (func != NULL);

  g_clear_pointer (&self->maker, maker_unref);
  self->maker = g_atomic_rc_box_new (Maker);
  *self->maker = (Maker){ func, data, destroy };
  self->of_decision = of_decision;
  self->stale = TRUE;
  update_actions (self);
  refresh (self);
}

void
bs_view_frame_set_debugger (BsViewFrame *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  stop_making (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  update_actions (self);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, content_cb, moved_cb, NULL, self);
}

void
bs_view_frame_set_alone (BsViewFrame *self)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  self->alone = TRUE;
  update_actions (self);
}

void
bs_view_frame_set_title (BsViewFrame *self, const char *title)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  gtk_label_set_label (self->title_label, title != NULL ? title : "");
  if (!gtk_widget_get_visible (GTK_WIDGET (self->starts)))
    bs_head_titles_set_title (self->titles, title);
  gtk_widget_set_visible (self->head, title != NULL);
}

void
bs_view_frame_set_subtitle (BsViewFrame *self, const char *subtitle)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  bs_view_frame_set_subtitles (self, subtitle, NULL);
}

void
bs_view_frame_set_subtitles (BsViewFrame *self, const char *subtitle, const char *brief)
{
  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  bs_head_titles_set_subtitle (self->titles, subtitle, brief);
}

int
bs_view_frame_get_narrow (BsViewFrame *self, const char *subtitle)
{
  int head, titles;

  g_return_val_if_fail (BS_IS_VIEW_FRAME (self), 0);

  gtk_widget_measure (self->head, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &head, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->titles), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &titles,
                      NULL, NULL);
  return head - titles + bs_head_titles_get_narrow (self->titles, subtitle);
}

gboolean
bs_view_frame_get_show_table (BsViewFrame *self)
{
  g_return_val_if_fail (BS_IS_VIEW_FRAME (self), FALSE);

  /* Actions ask early and late. */
  return self->stack != NULL
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), TABLE) == 0;
}

void
bs_view_frame_set_show_table (BsViewFrame *self, gboolean show)
{
  GtkWidget *focus, *shown;
  gboolean had_focus;
  GtkRoot *root;

  g_return_if_fail (BS_IS_VIEW_FRAME (self));

  if (bs_view_frame_get_show_table (self) == !!show)
    return;

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack));
  if (show && self->twin == NULL)
    bs_view_frame_get_data_table (self);
  bs_pages_show (self->stack, show ? TABLE : PICTURE);
  refresh (self);
  shown = gtk_stack_get_visible_child (self->stack);
  if (had_focus && shown != NULL && !gtk_widget_grab_focus (shown))
    gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SHOW_TABLE]);
}

BsDataTable *
bs_view_frame_get_data_table (BsViewFrame *self)
{
  g_return_val_if_fail (BS_IS_VIEW_FRAME (self), NULL);

  if (self->table == NULL && self->twin == NULL)
    {
      self->table = BS_DATA_TABLE (bs_data_table_new ());
      bs_data_table_set_label (self->table, gtk_label_get_label (self->title_label));
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->table), TABLE);
    }

  return self->table;
}

BsCanvas *
bs_view_frame_get_canvas (BsViewFrame *self)
{
  g_return_val_if_fail (BS_IS_VIEW_FRAME (self), NULL);

  return find_canvas (self->child);
}

static BsViewFrame *
find_frame (GtkWidget *widget, gboolean only_main)
{
  BsViewFrame *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (BS_IS_VIEW_FRAME (widget) && (!only_main || BS_VIEW_FRAME (widget)->main))
    return BS_VIEW_FRAME (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_frame (child, only_main);

  return found;
}

BsViewFrame *
bs_view_frame_find (GtkWidget *root)
{
  g_autoptr (BsViewFrame) last = g_weak_ref_get (&last_focused);
  BsViewFrame *found;

  g_return_val_if_fail (GTK_IS_WIDGET (root), NULL);

  if (last != NULL && gtk_widget_get_mapped (GTK_WIDGET (last))
      && gtk_widget_is_ancestor (GTK_WIDGET (last), root))
    return last;

  found = find_frame (root, TRUE);
  return found != NULL ? found : find_frame (root, FALSE);
}

static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BsViewFrame *frame = bs_view_frame_find (widget);

  if (frame != NULL)
    gtk_widget_activate_action (GTK_WIDGET (frame), name, NULL);
}

void
bs_view_frame_install_forwards (GtkWidgetClass *page_class)
{
  static const char *const names[] = { "view.copy-picture", "view.save-picture", "view.copy-table",
                                       "view.save-table" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (page_class, names[i], NULL, forward_action);
}
