/* SPDX-License-Identifier: Apache-2.0 */
/* A list to search in and to choose from. */
#include "config.h"

#include "app/window/console/pick-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/parts/focus.h"

#define WIDTH 440
#define HEIGHT 420

struct _BsPickItem
{
  GObject parent_instance;

  char *text, *title, *detail, *help;
  char *button, *icon, *tooltip;
  gboolean code;
  GListStore *children; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsPickItem, bs_pick_item, G_TYPE_OBJECT)

static void
bs_pick_item_finalize (GObject *object)
{
  BsPickItem *self = BS_PICK_ITEM (object);

  g_free (self->text);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->help);
  g_free (self->button);
  g_free (self->icon);
  g_free (self->tooltip);
  g_clear_object (&self->children);

  G_OBJECT_CLASS (bs_pick_item_parent_class)->finalize (object);
}

static void
bs_pick_item_class_init (BsPickItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_pick_item_finalize;
}

static void
bs_pick_item_init (BsPickItem *self)
{
}

BsPickItem *
bs_pick_item_new (const char *text, const char *title, const char *detail, const char *help)
{
  BsPickItem *self = g_object_new (BS_TYPE_PICK_ITEM, NULL);

  self->text = g_strdup (text);
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->help = g_strdup (help);
  return self;
}

const char *
bs_pick_item_get_text (BsPickItem *self)
{
  g_return_val_if_fail (BS_IS_PICK_ITEM (self), NULL);

  return self->text;
}

const char *
bs_pick_item_get_title (BsPickItem *self)
{
  g_return_val_if_fail (BS_IS_PICK_ITEM (self), NULL);

  return self->title;
}

void
bs_pick_item_set_code (BsPickItem *self)
{
  g_return_if_fail (BS_IS_PICK_ITEM (self));

  self->code = TRUE;
}

void
bs_pick_item_add (BsPickItem *self, BsPickItem *child)
{
  g_return_if_fail (BS_IS_PICK_ITEM (self));

  if (self->children == NULL)
    self->children = g_list_store_new (BS_TYPE_PICK_ITEM);
  g_list_store_append (self->children, child);
  g_object_unref (child);
}

void
bs_pick_item_set_button (BsPickItem *self, const char *name, const char *icon, const char *tooltip)
{
  g_return_if_fail (BS_IS_PICK_ITEM (self));

  self->button = g_strdup (name);
  self->icon = g_strdup (icon);
  self->tooltip = g_strdup (tooltip);
}

struct _BsPickList
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkWidget *popover, *list, *empty, *scrolled;
  GtkEditable *search;
  GListStore *all;   /* BsPickItem */
  GListStore *roots; /* those of them, or copies with those children, that are searched for */
  GtkTreeListModel *tree;
  GtkSingleSelection *selection;
  gboolean expanded;
};

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_EXPANDED,
  N_PROPS
};

enum
{
  FILL,
  CHOSEN,
  BUTTON,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsPickList, bs_pick_list, GTK_TYPE_WIDGET)

static gboolean
matches (BsPickItem *item, const char *sought)
{
  const char *texts[] = { item->title, item->help, item->detail };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *low = texts[i] != NULL ? g_utf8_casefold (texts[i], -1) : NULL;

      if (low != NULL && strstr (low, sought) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full) (nullable): @item with those below it that match; %NULL: nothing does. */
static BsPickItem *
pick_matching (BsPickItem *item, const char *sought)
{
  BsPickItem *out;
  gboolean own = matches (item, sought);

  if (item->children == NULL || (own && item->text != NULL))
    return own ? g_object_ref (item) : NULL;

  out = bs_pick_item_new (item->text, item->title, item->detail, item->help);
  out->code = item->code;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (item->children)); i++)
    {
      g_autoptr (BsPickItem) child = g_list_model_get_item (G_LIST_MODEL (item->children), i);

      if (matches (child, sought))
        bs_pick_item_add (out, g_object_ref (child));
    }
  if (out->children == NULL)
    g_clear_object (&out);

  return out;
}

static GListModel *
children_of (gpointer item, gpointer user_data)
{
  GListStore *children = BS_PICK_ITEM (item)->children;

  return children != NULL ? g_object_ref (G_LIST_MODEL (children)) : NULL;
}

static void
filter (BsPickList *self)
{
  g_autofree char *sought = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->all));
  guint n_shown;

  g_strstrip (sought);
  gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->tree);
  g_list_store_remove_all (self->roots);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BsPickItem) item = g_list_model_get_item (G_LIST_MODEL (self->all), i);
      g_autoptr (BsPickItem) shown = pick_matching (item, sought);

      if (shown != NULL)
        g_list_store_append (self->roots, shown);
    }
  /* What is searched for lies open. */
  self->tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->roots)), FALSE,
                                        self->expanded || *sought != '\0', children_of, NULL, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->tree));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  gtk_widget_set_visible (self->scrolled, n_shown > 0);
  gtk_widget_set_visible (self->empty, n_shown == 0);
}

static void
fill (BsPickList *self)
{
  g_list_store_remove_all (self->all);
  g_signal_emit (self, signals[FILL], 0, self->all);
  filter (self);
}

static GtkTreeListRow *
get_row (BsPickList *self, guint position)
{
  return self->tree != NULL ? gtk_tree_list_model_get_row (self->tree, position) : NULL;
}

void
bs_pick_list_choose (BsPickList *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = NULL;
  g_autoptr (BsPickItem) item = NULL;

  g_return_if_fail (BS_IS_PICK_LIST (self));

  row = get_row (self, position);
  if (row == NULL)
    return;
  item = gtk_tree_list_row_get_item (row);
  if (item->text == NULL)
    {
      gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
      return;
    }

  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[CHOSEN], 0, item);
}

static void
activate_cb (GtkListView *view, guint position, BsPickList *self)
{
  bs_pick_list_choose (self, position);
}

/* Enter in the search takes the first that can be taken. */
static void
search_activate_cb (BsPickList *self)
{
  guint n = self->tree != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->tree)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = get_row (self, i);
      g_autoptr (BsPickItem) item = gtk_tree_list_row_get_item (row);

      if (item->text != NULL)
        {
          bs_pick_list_choose (self, i);
          return;
        }
    }
}

static gboolean
search_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
               BsPickList *self)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
stop_cb (BsPickList *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
shown_cb (BsPickList *self)
{
  gtk_editable_set_text (self->search, "");
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* Rows */

static void
row_button_cb (GtkButton *button, BsPickList *self)
{
  g_autoptr (BsPickItem) item = g_object_ref (g_object_get_data (G_OBJECT (button), "item"));

  g_signal_emit (self, signals[BUTTON], 0, item, item->button);
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsPickList *self)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = make_label (NULL), *detail = make_label ("dim-label");
  GtkWidget *help = make_label ("dim-label"), *button = gtk_button_new ();

  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (help, "caption");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), detail);
  gtk_box_append (GTK_BOX (words), line);
  gtk_box_append (GTK_BOX (words), help);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), button);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  g_object_set_data (G_OBJECT (expander), "title", title);
  g_object_set_data (G_OBJECT (expander), "detail", detail);
  g_object_set_data (G_OBJECT (expander), "help", help);
  g_object_set_data (G_OBJECT (expander), "button", button);
  g_signal_connect (button, "clicked", G_CALLBACK (row_button_cb), self);
  gtk_list_item_set_child (item, expander);
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BsPickList *self)
{
  GtkWidget *expander = gtk_list_item_get_child (list_item);
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (BsPickItem) item = gtk_tree_list_row_get_item (row);
  GtkWidget *title = g_object_get_data (G_OBJECT (expander), "title");
  GtkWidget *button = g_object_get_data (G_OBJECT (expander), "button");

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  set_text (title, item->title);
  set_text (g_object_get_data (G_OBJECT (expander), "detail"), item->detail);
  set_text (g_object_get_data (G_OBJECT (expander), "help"), item->help);
  if (item->code)
    gtk_widget_add_css_class (title, "monospace");
  else
    gtk_widget_remove_css_class (title, "monospace");
  if (item->text == NULL)
    gtk_widget_add_css_class (title, "caption-heading");
  else
    gtk_widget_remove_css_class (title, "caption-heading");
  gtk_widget_set_tooltip_text (expander,
                               item->text != NULL && item->help == NULL ? item->text : NULL);
  gtk_widget_set_visible (button, item->button != NULL);
  if (item->button != NULL)
    {
      gtk_button_set_icon_name (GTK_BUTTON (button), item->icon);
      gtk_widget_set_tooltip_text (button, item->tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      item->tooltip, -1);
      g_object_set_data_full (G_OBJECT (button), "item", g_object_ref (item), g_object_unref);
    }
}

static void
bs_pick_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BsPickList *self = BS_PICK_LIST (object);
  const char *text;

  switch (id)
    {
    case PROP_LABEL:
      gtk_menu_button_set_label (self->button, g_value_get_string (value));
      break;

    case PROP_ICON_NAME:
      gtk_menu_button_set_icon_name (self->button, g_value_get_string (value));
      break;

    case PROP_TITLE:
      text = g_value_get_string (value);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text, -1);
      break;

    case PROP_EXPANDED:
      self->expanded = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static gboolean
bs_pick_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BS_PICK_LIST (widget)->button));
}

static void
bs_pick_list_dispose (GObject *object)
{
  BsPickList *self = BS_PICK_LIST (object);

  if (self->button != NULL)
    {
      gtk_widget_unparent (GTK_WIDGET (self->button));
      self->button = NULL;
    }
  g_clear_object (&self->tree);
  g_clear_object (&self->selection);
  g_clear_object (&self->roots);
  g_clear_object (&self->all);

  G_OBJECT_CLASS (bs_pick_list_parent_class)->dispose (object);
}

static void
bs_pick_list_class_init (BsPickListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = bs_pick_list_dispose;
  object_class->set_property = bs_pick_list_set_property;
  widget_class->grab_focus = bs_pick_list_grab_focus;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                           G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL,
                                               G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                           G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE,
                                               G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[FILL] = g_signal_new ("fill", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_LIST_STORE);
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, BS_TYPE_PICK_ITEM);
  signals[BUTTON] = g_signal_new ("button", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, BS_TYPE_PICK_ITEM, G_TYPE_STRING);
}

static void
make_popover (BsPickList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->search = GTK_EDITABLE (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the list"), -1);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (filter), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (search_activate_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (stop_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->list = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_widget_add_css_class (self->list, "picks");
  g_signal_connect (self->list, "activate", G_CALLBACK (activate_cb), self);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_widget_set_size_request (self->scrolled, WIDTH, HEIGHT);
  gtk_box_append (GTK_BOX (box), self->scrolled);

  self->empty = gtk_label_new (_ ("Nothing matches"));
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->empty), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (self->empty), 40);
  gtk_widget_add_css_class (self->empty, "dim-label");
  gtk_widget_set_size_request (self->empty, WIDTH, 90);
  gtk_widget_set_visible (self->empty, FALSE);
  gtk_box_append (GTK_BOX (box), self->empty);

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (shown_cb), self);
  gtk_menu_button_set_popover (self->button, self->popover);
}

static void
bs_pick_list_init (BsPickList *self)
{
  self->all = g_list_store_new (BS_TYPE_PICK_ITEM);
  self->roots = g_list_store_new (BS_TYPE_PICK_ITEM);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_direction (self->button, GTK_ARROW_UP);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  make_popover (self);
}

void
bs_pick_list_set_empty (BsPickList *self, const char *text)
{
  g_return_if_fail (BS_IS_PICK_LIST (self));

  gtk_label_set_label (GTK_LABEL (self->empty), text);
}

void
bs_pick_list_refill (BsPickList *self)
{
  g_return_if_fail (BS_IS_PICK_LIST (self));

  if (gtk_widget_get_visible (self->popover))
    fill (self);
}

void
bs_pick_list_popup (BsPickList *self)
{
  g_return_if_fail (BS_IS_PICK_LIST (self));

  gtk_menu_button_popup (self->button);
}

void
bs_pick_list_popdown (BsPickList *self)
{
  g_return_if_fail (BS_IS_PICK_LIST (self));

  gtk_menu_button_popdown (self->button);
}

GtkEditable *
bs_pick_list_get_search (BsPickList *self)
{
  g_return_val_if_fail (BS_IS_PICK_LIST (self), NULL);

  return self->search;
}

GListModel *
bs_pick_list_get_rows (BsPickList *self)
{
  g_return_val_if_fail (BS_IS_PICK_LIST (self), NULL);

  return self->tree != NULL ? G_LIST_MODEL (self->tree) : G_LIST_MODEL (self->roots);
}
