/* SPDX-License-Identifier: Apache-2.0 */
/* A question of a lesson. */
#include "config.h"

#include "app/window/learn/question-card.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/paragraph.h"
#include "app/window/parts/type-chip.h"

struct _BsQuestionCard
{
  GtkWidget parent_instance;

  const BsLessonKey *key;
  BsTypeTable *types;
  guint number; /* from 1 */

  GtkBox *box;
  GPtrArray *checks; /* GtkCheckButton, one an option; not owned */
  GPtrArray *afters; /* GtkWidget, one an option; each nullable, not owned */
  GtkEntry *entry;   /* (nullable) */
  GtkWidget *check_button, *give_up_button, *feedback;
  GtkImage *verdict_icon;
  GtkLabel *verdict;
  GtkWidget *explanation;
  gboolean revealed;
};

enum
{
  ANSWERED,
  REVEALED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsQuestionCard, bs_question_card, GTK_TYPE_WIDGET)

static GtkWidget *
add_text (BsQuestionCard *self, const char *text, gboolean markup, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *paragraph = bs_paragraph_new (label);

  if (markup)
    gtk_label_set_markup (GTK_LABEL (label), text);
  else
    gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (self->box, paragraph);
  return paragraph;
}

static guint
get_chosen (BsQuestionCard *self)
{
  guint chosen = 0;

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->checks, i)))
      chosen |= 1u << i;

  return chosen;
}

static gboolean
has_answer (BsQuestionCard *self)
{
  if (self->entry != NULL)
    return gtk_entry_get_text_length (self->entry) > 0;

  return get_chosen (self) != 0;
}

static void
changed_cb (BsQuestionCard *self)
{
  gtk_widget_set_sensitive (self->check_button, has_answer (self));
}

static void
show_verdict (BsQuestionCard *self, gboolean right, const char *text)
{
  gtk_image_set_from_icon_name (self->verdict_icon,
                                right ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_label_set_label (self->verdict, text);
  gtk_widget_remove_css_class (self->feedback, right ? "warning" : "success");
  gtk_widget_add_css_class (self->feedback, right ? "success" : "warning");
  gtk_widget_set_visible (self->feedback, TRUE);
}

/* What is right can be seen from here on, and no longer be changed. */
static void
reveal (BsQuestionCard *self)
{
  self->revealed = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (self->key->options, i);
      GtkWidget *check = g_ptr_array_index (self->checks, i);
      GtkWidget *after = g_ptr_array_index (self->afters, i);

      gtk_widget_set_sensitive (check, FALSE);
      if (option->right)
        gtk_widget_add_css_class (check, "right");
      if (after != NULL)
        gtk_widget_set_visible (after, TRUE);
    }
  if (self->entry != NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (self->entry), FALSE);
  gtk_widget_set_visible (self->check_button, FALSE);
  gtk_widget_set_visible (self->give_up_button, FALSE);
  gtk_widget_set_visible (self->explanation, TRUE);
  g_signal_emit (self, signals[REVEALED], 0);
}

/* Of one wrong option what comes of it; it is seldom wrong for no reason. */
static char *
explain_wrong (BsQuestionCard *self)
{
  guint chosen = get_chosen (self);

  if (self->key->several)
    return g_strdup (_ ("Not yet: some is missing, or too much"));
  for (guint i = 0; i < self->checks->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (self->key->options, i);

      if (chosen == 1u << i && option->after != NULL)
        return g_strdup_printf (_ ("Not yet. %s: %s"), option->text, option->after);
    }

  return g_strdup (_ ("Not yet"));
}

static void
check_cb (BsQuestionCard *self)
{
  g_autoptr (GError) error = NULL;
  gboolean right;

  if (self->revealed || !has_answer (self))
    return;

  if (self->entry == NULL)
    {
      right = bs_lesson_key_check_options (self->key, get_chosen (self));
    }
  else if (!bs_lesson_key_check_number (
               self->key, gtk_editable_get_text (GTK_EDITABLE (self->entry)), &right, &error))
    {
      show_verdict (self, FALSE, error->message);
      return;
    }

  g_signal_emit (self, signals[ANSWERED], 0, right);
  if (right)
    {
      show_verdict (self, TRUE, _ ("Right"));
      reveal (self);
    }
  else
    {
      g_autofree char *text = explain_wrong (self);

      show_verdict (self, FALSE, text);
      gtk_widget_set_visible (self->give_up_button, TRUE);
    }
}

static void
give_up_cb (BsQuestionCard *self)
{
  g_autofree char *answer = bs_lesson_key_to_text (self->key);
  g_autofree char *text = g_strdup_printf (_ ("Right is: %s"), answer);

  show_verdict (self, TRUE, text);
  reveal (self);
}

static GtkWidget *
make_option_words (BsQuestionCard *self, const BsLessonOption *option, GtkWidget **after)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (option->text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), label);
  if (option->before != NULL)
    {
      GtkWidget *before = gtk_label_new (option->before);

      gtk_label_set_xalign (GTK_LABEL (before), 0.0f);
      gtk_widget_add_css_class (before, "dim-label");
      gtk_widget_add_css_class (before, "caption");
      gtk_widget_add_css_class (before, "numeric");
      gtk_box_append (GTK_BOX (words), before);
    }
  *after = NULL;
  if (option->after != NULL)
    {
      *after = gtk_label_new (option->after);
      gtk_label_set_xalign (GTK_LABEL (*after), 0.0f);
      gtk_label_set_wrap (GTK_LABEL (*after), TRUE);
      gtk_widget_add_css_class (*after, "caption");
      gtk_widget_add_css_class (*after, "numeric");
      gtk_widget_set_visible (*after, FALSE);
      gtk_box_append (GTK_BOX (words), *after);
    }

  return words;
}

static void
add_option (BsQuestionCard *self, const BsLessonOption *option)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *after;

  if (option->type != G_MAXUINT)
    {
      GtkWidget *chip = bs_type_chip_new (24);

      bs_type_chip_set (BS_TYPE_CHIP (chip), self->types, option->type, TRUE);
      gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (row), chip);
    }
  gtk_box_append (GTK_BOX (row), make_option_words (self, option, &after));
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), row);
  if (!self->key->several && self->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (self->checks, 0));
  gtk_widget_add_css_class (check, "answer");
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  option->text, -1);
  if (option->before != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    option->before, -1);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
  g_ptr_array_add (self->checks, check);
  g_ptr_array_add (self->afters, after);
  gtk_box_append (self->box, check);
}

static void
add_entry (BsQuestionCard *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_entry_set_placeholder_text (self->entry, _ ("A number, such as 3, 0.5 or 1/2"));
  gtk_entry_set_max_length (self->entry, 40);
  gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_NUMBER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Your answer"), -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (check_cb), self);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->entry));
  if (self->key->unit != NULL)
    gtk_box_append (GTK_BOX (row), gtk_label_new (self->key->unit));
  gtk_box_append (self->box, row);
}

static void
add_buttons (BsQuestionCard *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->check_button = gtk_button_new_with_mnemonic (_ ("_Check"));
  gtk_widget_add_css_class (self->check_button, "suggested-action");
  gtk_widget_set_hexpand (self->check_button, TRUE);
  g_signal_connect_swapped (self->check_button, "clicked", G_CALLBACK (check_cb), self);
  self->give_up_button = gtk_button_new_with_mnemonic (_ ("_Show the answer"));
  gtk_widget_set_visible (self->give_up_button, FALSE);
  g_signal_connect_swapped (self->give_up_button, "clicked", G_CALLBACK (give_up_cb), self);
  gtk_box_append (GTK_BOX (row), self->check_button);
  gtk_box_append (GTK_BOX (row), self->give_up_button);
  gtk_box_append (self->box, row);
}

static void
add_feedback (BsQuestionCard *self)
{
  self->feedback = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->verdict_icon = GTK_IMAGE (gtk_image_new ());
  self->verdict = GTK_LABEL (
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL));
  gtk_label_set_wrap (self->verdict, TRUE);
  gtk_label_set_xalign (self->verdict, 0.0f);
  gtk_widget_set_hexpand (GTK_WIDGET (self->verdict), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->verdict_icon), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "heading");
  gtk_box_append (GTK_BOX (self->feedback), GTK_WIDGET (self->verdict_icon));
  gtk_box_append (GTK_BOX (self->feedback), GTK_WIDGET (self->verdict));
  gtk_widget_set_visible (self->feedback, FALSE);
  gtk_box_append (self->box, self->feedback);
  self->explanation = add_text (self, self->key->explain, TRUE, NULL);
  gtk_widget_set_visible (self->explanation, FALSE);
}

static gboolean
bs_question_card_grab_focus (GtkWidget *widget)
{
  BsQuestionCard *self = BS_QUESTION_CARD (widget);

  if (self->entry != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->entry));

  return self->checks->len > 0 && gtk_widget_grab_focus (g_ptr_array_index (self->checks, 0));
}

static void
bs_question_card_dispose (GObject *object)
{
  BsQuestionCard *self = BS_QUESTION_CARD (object);

  if (self->box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->box));
  self->box = NULL;
  g_clear_pointer (&self->types, bs_type_table_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->afters, g_ptr_array_unref);

  G_OBJECT_CLASS (bs_question_card_parent_class)->dispose (object);
}

static void
bs_question_card_class_init (BsQuestionCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_question_card_dispose;
  widget_class->grab_focus = bs_question_card_grab_focus;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[REVEALED] = g_signal_new ("revealed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_question_card_init (BsQuestionCard *self)
{
  self->checks = g_ptr_array_new ();
  self->afters = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "question-card");
}

static const char *
get_head (const BsLessonKey *key)
{
  switch (key->kind)
    {
    case BS_LESSON_ASKS_NEXT:
      return _ ("Predict the next batch");
    case BS_LESSON_ASKS_POLICY:
      return _ ("What does the policy do?");
    default:
      return key->several ? _ ("Choose all that are right") : _ ("Question");
    }
}

GtkWidget *
bs_question_card_new (const BsLessonKey *key, BsTypeTable *types, guint number,
                      BsLessonResult result)
{
  BsQuestionCard *self = g_object_new (BS_TYPE_QUESTION_CARD, NULL);
  g_autofree char *head = g_strdup_printf ("%u · %s", number, get_head (key));

  self->key = key;
  self->types = bs_type_table_ref (types);
  self->number = number;
  add_text (self, head, FALSE, "question-head");
  add_text (self, key->prompt, TRUE, "question-prompt");
  for (guint i = 0; i < key->options->len; i++)
    add_option (self, g_ptr_array_index (key->options, i));
  if (key->options->len == 0)
    add_entry (self);
  add_buttons (self);
  add_feedback (self);
  changed_cb (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, head, -1);
  if (result == BS_LESSON_RIGHT || result == BS_LESSON_RIGHT_LATER)
    {
      g_autofree char *answer = bs_lesson_key_to_text (key);
      g_autofree char *text = g_strdup_printf (_ ("Answered: %s"), answer);

      show_verdict (self, TRUE, text);
      reveal (self);
    }
  return GTK_WIDGET (self);
}

const BsLessonKey *
bs_question_card_get_key (BsQuestionCard *self)
{
  g_return_val_if_fail (BS_IS_QUESTION_CARD (self), NULL);

  return self->key;
}

guint
bs_question_card_get_number (BsQuestionCard *self)
{
  g_return_val_if_fail (BS_IS_QUESTION_CARD (self), 0);

  return self->number;
}

gboolean
bs_question_card_get_revealed (BsQuestionCard *self)
{
  g_return_val_if_fail (BS_IS_QUESTION_CARD (self), FALSE);

  return self->revealed;
}
