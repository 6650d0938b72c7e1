/* SPDX-License-Identifier: Apache-2.0 */
/* What people add to a trace as JSON: written, and read as text that nobody trusts. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/json-check.h"
#include "profiles/files/json-reader.h"
#include "profiles/files/json-writer.h"
#include "profiles/files/policy-file.h"
#include "profiles/replay/sidecar-private.h"

#define FORMAT "batchscope-notes"
#define MAX_DEPTH 32
#define MAX_ITEMS 100000u
#define MAX_TABLES 1000u
#define MISSING (-1)

/* All that an element of any list can have; a list takes what it knows and leaves the rest. */
typedef enum
{
  NUMBER_ID,
  NUMBER_DECISION,
  NUMBER_LAST,
  NUMBER_MINI_BATCH,
  NUMBER_NODE,
  NUMBER_ENABLED,
  NUMBER_BATCHES,
  NUMBER_TABLE,
  NUMBER_BEAM,
  NUMBER_MAX_STATES,
  N_NUMBERS
} Number;

typedef enum
{
  STRING_TEXT,
  STRING_CREATED,
  STRING_CHANGED,
  STRING_NAME,
  STRING_PREDICATE,
  STRING_PARENT,
  STRING_TYPE,
  STRING_POLICY,
  STRING_SEED,
  N_STRINGS
} String;

static const char *const number_names[N_NUMBERS] = { "id",   "decision",  "last",    "mini_batch",
                                                     "node", "enabled",   "batches", "table",
                                                     "beam", "max_states" };

static const char *const string_names[N_STRINGS] = { "text", "created",   "changed",
                                                     "name", "predicate", "parent",
                                                     "type", "policy",    "seed" };

typedef struct
{
  gint64 numbers[N_NUMBERS]; /* MISSING, or not below 0; truth values are 0 and 1 */
  char *strings[N_STRINGS];  /* (nullable) */
} Item;

typedef struct
{
  const char *name, *text; /* of the file */
  const char *list;        /* (nullable): that is read */
  guint index;             /* in it */
  BsJsonReader reader;
  GString *key, *string;
  GPtrArray *tables; /* BsFsm */
  GHashTable *ids;   /* that were read */
  GHashTable *seen;  /* lists that were read */
  BsSidecar *sidecar;
  guint32 last_id;
  GError **error;
} Parser;

static void
item_clear (Item *self)
{
  for (guint i = 0; i < N_STRINGS; i++)
    g_free (self->strings[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Item, item_clear)

static void
parser_clear (Parser *self)
{
  g_string_free (self->key, TRUE);
  g_string_free (self->string, TRUE);
  g_ptr_array_unref (self->tables);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->sidecar, bs_sidecar_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

static gboolean fail (Parser *self, BsError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Parser *self, BsError code, const char *format, ...)
{
  g_autoptr (GString) where = g_string_new ("$");
  g_autofree char *what = NULL;
  guint line = 1;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  for (const char *p = self->text; p < self->reader.at; p++)
    line += *p == '\n';
  if (self->list != NULL)
    g_string_append_printf (where, ".%s[%u]", self->list, self->index);
  g_set_error (self->error, BS_ERROR, code, "%s:%u: %s: %s", self->name, line, where->str, what);

  return FALSE;
}

static gboolean
read_boolean (Parser *self, const char *name, gint64 *value)
{
  char c = bs_json_reader_peek (&self->reader);

  if (c != 't' && c != 'f')
    return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is neither true nor false"), name);
  *value = c == 't';
  bs_json_reader_skip (&self->reader);

  return TRUE;
}

/* A whole number from 0. */
static gboolean
read_number (Parser *self, const char *name, gint64 *value)
{
  char c = bs_json_reader_peek (&self->reader);

  if (c != '-' && !g_ascii_isdigit (c))
    return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is no number"), name);
  if (!bs_json_reader_integer (&self->reader, value) || *value < 0)
    return fail (self, BS_ERROR_RANGE, _ ("“%s” is no whole number from 0 on"), name);

  return TRUE;
}

static gboolean
read_string (Parser *self, const char *name, gsize max_length)
{
  if (bs_json_reader_peek (&self->reader) != '"')
    return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is no string"), name);
  bs_json_reader_string (&self->reader, self->string);
  if (self->string->len > max_length)
    return fail (self, BS_ERROR_RANGE, _ ("“%s” is too long"), name);

  return TRUE;
}

static guint
find_name (const char *const *names, guint n, const char *name)
{
  guint i = 0;

  while (i < n && strcmp (names[i], name) != 0)
    i++;

  return i;
}

static gboolean
read_item (Parser *self, Item *item)
{
  memset (item->numbers, 0xff, sizeof item->numbers);
  if (bs_json_reader_peek (&self->reader) != '{')
    return fail (self, BS_ERROR_SYNTAX, _ ("an object was expected"));

  bs_json_reader_enter (&self->reader);
  while (bs_json_reader_more (&self->reader))
    {
      guint number, string;

      bs_json_reader_key (&self->reader, self->key);
      number = find_name (number_names, N_NUMBERS, self->key->str);
      string = find_name (string_names, N_STRINGS, self->key->str);
      if (number < N_NUMBERS)
        {
          if (!(number == NUMBER_ENABLED ? read_boolean : read_number) (self, number_names[number],
                                                                        &item->numbers[number]))
            return FALSE;
        }
      else if (string < N_STRINGS)
        {
          if (!read_string (self, string_names[string], BS_SIDECAR_MAX_TEXT))
            return FALSE;
          g_free (item->strings[string]);
          item->strings[string] = g_strdup (self->string->str);
        }
      else
        {
          bs_json_reader_skip (&self->reader);
        }
    }

  return TRUE;
}

/* A number of 32 bits, @fallback where it is not there. */
static gboolean
get_number (Parser *self, const Item *item, Number number, guint32 minimum, guint32 fallback,
            guint32 *value)
{
  gint64 found = item->numbers[number];

  *value = fallback;
  if (found == MISSING)
    return TRUE;
  if (found < minimum || found >= G_MAXUINT32)
    return fail (self, BS_ERROR_RANGE, _ ("“%s” is out of range"), number_names[number]);
  *value = (guint32) found;

  return TRUE;
}

static gboolean
has_number (Parser *self, const Item *item, Number number)
{
  return item->numbers[number] != MISSING
         || fail (self, BS_ERROR_SYNTAX, _ ("“%s” is missing"), number_names[number]);
}

static gboolean
has_string (Parser *self, const Item *item, String string)
{
  return item->strings[string] != NULL
         || fail (self, BS_ERROR_SYNTAX, _ ("“%s” is missing"), string_names[string]);
}

/* What is said of a text or a name in general, with where it is. */
static gboolean
is_valid (Parser *self, const Item *item, String string, gboolean is_name)
{
  g_autoptr (GError) error = NULL;
  const char *text = item->strings[string], *what = string_names[string];

  if (text == NULL
      || (is_name ? bs_sidecar_check_name (text, what, &error)
                  : bs_sidecar_check_text (text, what, &error)))
    return TRUE;

  return fail (self, BS_ERROR_RANGE, "%s", error->message);
}

/* Numbers ascend in each list, and none is used twice in the file. */
static gboolean
read_id (Parser *self, const Item *item, guint32 *id)
{
  if (!has_number (self, item, NUMBER_ID) || !get_number (self, item, NUMBER_ID, 1, 0, id))
    return FALSE;
  if (*id <= self->last_id || *id >= self->sidecar->next_id
      || !g_hash_table_add (self->ids, GUINT_TO_POINTER (*id)))
    return fail (self, BS_ERROR_CORRUPT, _ ("the number %u is not a new one"), *id);
  self->last_id = *id;

  return TRUE;
}

static gboolean
read_note (Parser *self, Item *item)
{
  g_autoptr (BsNote) note = g_new0 (BsNote, 1);

  if (!read_id (self, item, &note->id) || !has_string (self, item, STRING_TEXT)
      || !has_string (self, item, STRING_CREATED) || !is_valid (self, item, STRING_TEXT, FALSE)
      || !is_valid (self, item, STRING_CREATED, TRUE)
      || !is_valid (self, item, STRING_CHANGED, TRUE)
      || !get_number (self, item, NUMBER_DECISION, 1, 0, &note->decision)
      || !get_number (self, item, NUMBER_LAST, 1, 0, &note->last)
      || !get_number (self, item, NUMBER_MINI_BATCH, 0, G_MAXUINT32, &note->mini_batch)
      || !get_number (self, item, NUMBER_NODE, 0, G_MAXUINT32, &note->node))
    return FALSE;
  if ((note->last > 0 && (note->decision == 0 || note->last < note->decision))
      || (note->node == G_MAXUINT32) != (note->mini_batch == G_MAXUINT32))
    return fail (self, BS_ERROR_CORRUPT, _ ("what it is about is not clear"));

  note->text = g_steal_pointer (&item->strings[STRING_TEXT]);
  note->created = g_steal_pointer (&item->strings[STRING_CREATED]);
  note->changed = g_steal_pointer (&item->strings[STRING_CHANGED]);
  g_ptr_array_add (self->sidecar->notes, g_steal_pointer (&note));

  return TRUE;
}

static gboolean
read_bookmark (Parser *self, Item *item)
{
  g_autoptr (BsBookmark) bookmark = g_new0 (BsBookmark, 1);

  if (!read_id (self, item, &bookmark->id) || !has_number (self, item, NUMBER_DECISION)
      || !get_number (self, item, NUMBER_DECISION, 1, 0, &bookmark->decision)
      || !is_valid (self, item, STRING_NAME, TRUE))
    return FALSE;

  bookmark->name = g_steal_pointer (&item->strings[STRING_NAME]);
  g_ptr_array_add (self->sidecar->bookmarks, g_steal_pointer (&bookmark));

  return TRUE;
}

static gboolean
read_breakpoint (Parser *self, Item *item)
{
  g_autoptr (BsBreakpoint) breakpoint = g_new0 (BsBreakpoint, 1);

  if (!read_id (self, item, &breakpoint->id) || !has_string (self, item, STRING_PREDICATE)
      || !is_valid (self, item, STRING_PREDICATE, FALSE))
    return FALSE;

  breakpoint->predicate = g_steal_pointer (&item->strings[STRING_PREDICATE]);
  breakpoint->enabled = item->numbers[NUMBER_ENABLED] != 0;
  g_ptr_array_add (self->sidecar->breakpoints, g_steal_pointer (&breakpoint));

  return TRUE;
}

static gboolean
read_policy (Parser *self, const Item *item, BsBranchPolicy **policy)
{
  const char *name = item->strings[STRING_POLICY], *seed = item->strings[STRING_SEED];
  gint64 table = item->numbers[NUMBER_TABLE];
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranchPolicy) found = NULL;
  BsPolicyOptions options;
  guint32 beam;

  bs_policy_options_init (&options);
  if (!get_number (self, item, NUMBER_BEAM, 1, options.beam_width, &beam))
    return FALSE;
  options.beam_width = beam;
  if (item->numbers[NUMBER_MAX_STATES] != MISSING)
    options.max_states = (guint64) item->numbers[NUMBER_MAX_STATES];
  if (seed != NULL && !g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, &options.seed, NULL))
    return fail (self, BS_ERROR_RANGE, _ ("“%s” is out of range"), "seed");
  if (table >= (gint64) self->tables->len)
    return fail (self, BS_ERROR_CORRUPT, _ ("there is no table %u"), (guint) table);

  if (table != MISSING)
    {
      found = bs_branch_policy_new_fsm (name, g_ptr_array_index (self->tables, (guint) table));
    }
  else
    {
      /* names of files are not looked at: nothing that a file names is opened */
      if (name != NULL && !g_strv_contains (bs_policy_names (), name))
        return fail (self, BS_ERROR_RANGE, _ ("“policy” is none of a known name"));
      found = bs_branch_policy_new (name, &options, &error);
      if (found == NULL)
        return fail (self, BS_ERROR_RANGE, "%s", error->message);
    }
  *policy = g_steal_pointer (&found);

  return TRUE;
}

static gboolean
read_branch (Parser *self, Item *item)
{
  g_autoptr (BsKeptBranch) branch = g_new0 (BsKeptBranch, 1);
  const char *parent = item->strings[STRING_PARENT];

  if (!read_id (self, item, &branch->id) || !has_string (self, item, STRING_NAME)
      || !has_string (self, item, STRING_TYPE) || !has_string (self, item, STRING_CREATED)
      || !has_number (self, item, NUMBER_DECISION) || !has_number (self, item, NUMBER_BATCHES)
      || !is_valid (self, item, STRING_NAME, TRUE) || !is_valid (self, item, STRING_CREATED, TRUE)
      || !is_valid (self, item, STRING_POLICY, FALSE)
      || !get_number (self, item, NUMBER_DECISION, 1, 0, &branch->decision)
      || !get_number (self, item, NUMBER_BATCHES, 1, 0, &branch->n_batches)
      || !read_policy (self, item, &branch->policy))
    return FALSE;
  if (bs_sidecar_find_branch (self->sidecar, item->strings[STRING_NAME]) != NULL)
    return fail (self, BS_ERROR_CORRUPT, _ ("there are two branches “%s”"),
                 item->strings[STRING_NAME]);
  if (parent != NULL && bs_sidecar_find_branch (self->sidecar, parent) == NULL)
    return fail (self, BS_ERROR_CORRUPT, _ ("no branch “%s” stands before it"), parent);

  branch->name = g_steal_pointer (&item->strings[STRING_NAME]);
  branch->parent = g_steal_pointer (&item->strings[STRING_PARENT]);
  branch->type = g_steal_pointer (&item->strings[STRING_TYPE]);
  branch->created = g_steal_pointer (&item->strings[STRING_CREATED]);
  g_ptr_array_add (self->sidecar->branches, g_steal_pointer (&branch));

  return TRUE;
}

static gboolean
read_list (Parser *self, const char *list, guint max_items,
           gboolean (*read) (Parser *self, Item *item))
{
  if (bs_json_reader_peek (&self->reader) != '[')
    return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is no list"), list);

  bs_json_reader_enter (&self->reader);
  self->list = list;
  self->last_id = 0;
  for (self->index = 0; bs_json_reader_more (&self->reader); self->index++)
    {
      g_auto (Item) item = { 0 };

      if (self->index == max_items)
        return fail (self, BS_ERROR_RANGE, _ ("there are more than %u of them"), max_items);
      if (!read_item (self, &item) || !read (self, &item))
        return FALSE;
    }
  self->list = NULL;

  return TRUE;
}

/* A list of texts, each a policy file. */
static gboolean
read_tables (Parser *self)
{
  if (bs_json_reader_peek (&self->reader) != '[')
    return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is no list"), "tables");

  bs_json_reader_enter (&self->reader);
  self->list = "tables";
  for (self->index = 0; bs_json_reader_more (&self->reader); self->index++)
    {
      g_autoptr (GError) error = NULL;
      BsFsm *fsm;

      if (self->index == MAX_TABLES)
        return fail (self, BS_ERROR_RANGE, _ ("there are more than %u of them"), MAX_TABLES);
      if (!read_string (self, "table", BS_SIDECAR_MAX_BYTES))
        return FALSE;
      fsm = bs_policy_file_parse ("table", self->string->str, (gssize) self->string->len, &error);
      if (fsm == NULL)
        return fail (self, BS_ERROR_CORRUPT, "%s", error->message);
      g_ptr_array_add (self->tables, fsm);
    }
  self->list = NULL;

  return TRUE;
}

/* What stands before the lists. */
static gboolean
read_head (Parser *self, BsJsonReader start)
{
  gint64 version = 0, next_id = 0;
  gboolean is_ours = FALSE;

  bs_json_reader_enter (&self->reader);
  while (bs_json_reader_more (&self->reader))
    {
      bs_json_reader_key (&self->reader, self->key);
      if (g_str_equal (self->key->str, "format"))
        {
          if (!read_string (self, "format", BS_SIDECAR_MAX_TEXT))
            return FALSE;
          is_ours = g_str_equal (self->string->str, FORMAT);
        }
      else if (g_str_equal (self->key->str, "version"))
        {
          if (!read_number (self, "version", &version))
            return FALSE;
        }
      else if (g_str_equal (self->key->str, "next_id"))
        {
          if (!read_number (self, "next_id", &next_id))
            return FALSE;
        }
      else if (g_str_equal (self->key->str, "trace"))
        {
          if (!read_string (self, "trace", BS_SIDECAR_MAX_NAME))
            return FALSE;
          g_free (self->sidecar->identity);
          self->sidecar->identity = g_strdup (self->string->str);
        }
      else
        {
          bs_json_reader_skip (&self->reader);
        }
    }
  if (!is_ours)
    return fail (self, BS_ERROR_UNSUPPORTED, _ ("this is no file of notes"));
  if (version > BS_SIDECAR_VERSION)
    return fail (self, BS_ERROR_VERSION, _ ("a newer version of this program wrote it (%d)"),
                 (int) MIN (version, G_MAXINT));
  if (version < 1 || next_id < 1 || next_id >= G_MAXUINT32)
    return fail (self, BS_ERROR_CORRUPT, _ ("“version” or “next_id” is missing or out of range"));

  self->sidecar->next_id = (guint32) next_id;
  self->reader = start;

  return TRUE;
}

static gboolean
read_view (Parser *self)
{
  const char *start;

  bs_json_reader_peek (&self->reader);
  start = self->reader.at;
  bs_json_reader_skip (&self->reader);
  g_free (self->sidecar->view);
  self->sidecar->view = g_strndup (start, (gsize) (self->reader.at - start));

  return TRUE;
}

/* Lists in any order, but that tables stand before the branches that use them. */
static gboolean
read_members (Parser *self)
{
  bs_json_reader_enter (&self->reader);
  while (bs_json_reader_more (&self->reader))
    {
      gboolean ok = TRUE;

      bs_json_reader_key (&self->reader, self->key);
      if (!g_hash_table_add (self->seen, g_strdup (self->key->str)))
        return fail (self, BS_ERROR_SYNTAX, _ ("“%s” is there twice"), self->key->str);
      if (g_str_equal (self->key->str, "notes"))
        ok = read_list (self, "notes", MAX_ITEMS, read_note);
      else if (g_str_equal (self->key->str, "bookmarks"))
        ok = read_list (self, "bookmarks", MAX_ITEMS, read_bookmark);
      else if (g_str_equal (self->key->str, "breakpoints"))
        ok = read_list (self, "breakpoints", MAX_ITEMS, read_breakpoint);
      else if (g_str_equal (self->key->str, "tables"))
        ok = read_tables (self);
      else if (g_str_equal (self->key->str, "branches"))
        ok = read_list (self, "branches", MAX_TABLES, read_branch);
      else if (g_str_equal (self->key->str, "view"))
        ok = read_view (self);
      else
        bs_json_reader_skip (&self->reader);
      if (!ok)
        return FALSE;
    }

  return TRUE;
}

BsSidecar *
bs_sidecar_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *copy = NULL;
  g_auto (Parser) self = {
    .name = name,
    .key = g_string_new (NULL),
    .string = g_string_new (NULL),
    .tables = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_fsm_unref),
    .ids = g_hash_table_new (NULL, NULL),
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .sidecar = bs_sidecar_new (),
    .error = error,
  };

  if (length == 0)
    return g_steal_pointer (&self.sidecar);
  if (length > BS_SIDECAR_MAX_BYTES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("%s is too large for a file of notes"),
                   name);
      return NULL;
    }
  if (!bs_json_check (name, text, length, MAX_DEPTH, error))
    return NULL;

  self.text = copy = g_strndup (text, length);
  self.reader.at = copy;
  if (bs_json_reader_peek (&self.reader) != '{')
    {
      fail (&self, BS_ERROR_UNSUPPORTED, _ ("this is no file of notes"));
      return NULL;
    }
  if (!read_head (&self, self.reader) || !read_members (&self))
    return NULL;

  return g_steal_pointer (&self.sidecar);
}

static void
begin_member (GString *out, const char *name, gboolean first)
{
  g_string_append (out, first ? "{" : ", ");
  bs_json_append_string (out, name);
  g_string_append (out, ": ");
}

static void
add_number (GString *out, Number number, guint64 value)
{
  begin_member (out, number_names[number], number == NUMBER_ID);
  g_string_append_printf (out, "%" G_GUINT64_FORMAT, value);
}

static void
add_string (GString *out, String string, const char *value)
{
  if (value == NULL)
    return;
  begin_member (out, string_names[string], FALSE);
  bs_json_append_string (out, value);
}

static void
add_note (GString *out, gconstpointer item)
{
  const BsNote *note = item;

  add_number (out, NUMBER_ID, note->id);
  add_string (out, STRING_CREATED, note->created);
  add_string (out, STRING_CHANGED, note->changed);
  if (note->decision > 0)
    add_number (out, NUMBER_DECISION, note->decision);
  if (note->last > 0)
    add_number (out, NUMBER_LAST, note->last);
  if (note->node != G_MAXUINT32)
    {
      add_number (out, NUMBER_MINI_BATCH, note->mini_batch);
      add_number (out, NUMBER_NODE, note->node);
    }
  add_string (out, STRING_TEXT, note->text);
}

static void
add_bookmark (GString *out, gconstpointer item)
{
  const BsBookmark *bookmark = item;

  add_number (out, NUMBER_ID, bookmark->id);
  add_number (out, NUMBER_DECISION, bookmark->decision);
  add_string (out, STRING_NAME, bookmark->name);
}

static void
add_breakpoint (GString *out, gconstpointer item)
{
  const BsBreakpoint *breakpoint = item;

  add_number (out, NUMBER_ID, breakpoint->id);
  begin_member (out, "enabled", FALSE);
  g_string_append (out, breakpoint->enabled ? "true" : "false");
  add_string (out, STRING_PREDICATE, breakpoint->predicate);
}

static void
add_branch (GString *out, const BsKeptBranch *branch, guint table)
{
  const BsBranchPolicy *policy = branch->policy;
  BsPolicyOptions defaults;

  bs_policy_options_init (&defaults);
  add_number (out, NUMBER_ID, branch->id);
  add_string (out, STRING_NAME, branch->name);
  add_string (out, STRING_PARENT, branch->parent);
  add_number (out, NUMBER_DECISION, branch->decision);
  add_string (out, STRING_TYPE, branch->type);
  add_string (out, STRING_POLICY, policy->name);
  if (policy->fsm != NULL)
    add_number (out, NUMBER_TABLE, table);
  if (policy->options.beam_width != defaults.beam_width)
    add_number (out, NUMBER_BEAM, policy->options.beam_width);
  if (policy->options.max_states != defaults.max_states)
    add_number (out, NUMBER_MAX_STATES, policy->options.max_states);
  /* as text: there are numbers of 64 bits that other programs would round */
  if (policy->options.seed != defaults.seed)
    {
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, policy->options.seed);

      add_string (out, STRING_SEED, seed);
    }
  add_number (out, NUMBER_BATCHES, branch->n_batches);
  add_string (out, STRING_CREATED, branch->created);
}

static void
begin_list (GString *out, const char *name)
{
  g_string_append_printf (out, ",\n \"%s\": [", name);
}

static void
begin_element (GString *out, guint index)
{
  g_string_append (out, index > 0 ? ",\n  " : "\n  ");
}

typedef void (*AddItem) (GString *out, gconstpointer item);

static void
add_list (GString *out, const char *name, const GPtrArray *list, AddItem add)
{
  if (list->len == 0)
    return;
  begin_list (out, name);
  for (guint i = 0; i < list->len; i++)
    {
      begin_element (out, i);
      add (out, list->pdata[i]);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "\n ]");
}

/* Each table once. Returns: (transfer full) (array): which one each branch has. */
static guint *
add_tables (GString *out, const GPtrArray *branches)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint *table = g_new0 (guint, MAX (branches->len, 1));

  for (guint i = 0; i < branches->len; i++)
    {
      const BsKeptBranch *branch = branches->pdata[i];
      g_autofree char *text = NULL;

      if (branch->policy->fsm == NULL)
        continue;
      text = bs_policy_file_to_string (branch->policy->fsm, NULL);
      if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, &table[i]))
        {
          table[i] = texts->len;
          g_ptr_array_add (texts, g_steal_pointer (&text));
        }
    }
  if (texts->len == 0)
    return table;

  begin_list (out, "tables");
  for (guint i = 0; i < texts->len; i++)
    {
      begin_element (out, i);
      bs_json_append_string (out, texts->pdata[i]);
    }
  g_string_append (out, "\n ]");

  return table;
}

char *
bs_sidecar_to_string (const BsSidecar *self)
{
  GString *out = g_string_new (NULL);
  g_autofree guint *table = NULL;

  g_string_append_printf (out, "{\"format\": \"%s\", \"version\": %d", FORMAT, BS_SIDECAR_VERSION);
  if (self->identity != NULL)
    {
      begin_member (out, "trace", FALSE);
      bs_json_append_string (out, self->identity);
    }
  g_string_append_printf (out, ", \"next_id\": %u", self->next_id);
  add_list (out, "notes", self->notes, add_note);
  add_list (out, "bookmarks", self->bookmarks, add_bookmark);
  add_list (out, "breakpoints", self->breakpoints, add_breakpoint);
  table = add_tables (out, self->branches);
  if (self->branches->len > 0)
    begin_list (out, "branches");
  for (guint i = 0; i < self->branches->len; i++)
    {
      begin_element (out, i);
      add_branch (out, self->branches->pdata[i], table[i]);
      g_string_append_c (out, '}');
    }
  if (self->branches->len > 0)
    g_string_append (out, "\n ]");
  if (self->view != NULL)
    g_string_append_printf (out, ",\n \"view\": %s", self->view);
  g_string_append (out, "}\n");

  return g_string_free (out, FALSE);
}
