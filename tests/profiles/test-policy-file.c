/* SPDX-License-Identifier: Apache-2.0 */
/* Policies as files: the same back, bit for bit, and clear words for what is wrong. */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/policy-file.h"

static BsFsm *
make_fsm (BsEncoding encoding)
{
  static const double values[] = { 0.0,     -0.0,    -3.25,        1.0 / 3.0, 1e-308,
                                   -5e-324, 1.5e300, -1234567.125, 0.1,       100.0 };
  BsFsm *fsm = bs_fsm_new (encoding);
  guint next = 0;

  bs_type_table_intern (fsm->types, "leaf", "F", BS_SHAPE_CELL);
  bs_type_table_intern (fsm->types, "in \"quotes\"\n\\", "Q", BS_SHAPE_LOOKUP);
  bs_type_table_intern (fsm->types, "漢字", "字", BS_SHAPE_REDUCE);
  for (guint i = 1; i < 8; i++)
    {
      guint16 key[6];
      guint n = 0, n_ready, n_actions;
      BsFsmAction *actions;
      guint32 state;

      for (guint16 type = 0; type < 3; type++)
        if ((i >> type & 1) != 0)
          key[n++] = type;
      n_ready = n;
      if (bs_state_n_ready (encoding, n + 1) == n && bs_state_n_types (encoding, n + 1) == n + 1)
        {
          key[n] = key[n - 1];
          n++;
        }
      for (guint k = 0; encoding == BS_ENCODING_MARKED && k < n_ready; k++)
        key[n++] = (i + k) % BS_N_MARKS;
      state = bs_fsm_intern_state (fsm, key, n);
      actions = bs_fsm_get_actions (fsm, state, &n_actions);
      for (guint k = 0; k < n_actions; k++)
        {
          actions[k].q = values[next % G_N_ELEMENTS (values)];
          actions[k].visits = next * 1000003;
          next++;
        }
    }

  fsm->act_when_safe = encoding == BS_ENCODING_SORT;
  fsm->episodes = encoding == BS_ENCODING_MARKED ? 350 : 0;
  if (encoding == BS_ENCODING_MARKED)
    for (guint type = 0; type < 3; type++)
      {
        bs_fsm_peek_type (fsm, type)->component = type / 2;
        bs_fsm_peek_type (fsm, type)->priority[type] = -0.1 * type;
      }

  return fsm;
}

/* Bit for bit, but for what is not known. */
static void
assert_same_facts (BsFsm *a, BsFsm *b)
{
  g_assert_cmpuint (a->episodes, ==, b->episodes);
  g_assert_true (a->act_when_safe == b->act_when_safe);
  for (guint i = 0; i < a->types->n_types; i++)
    {
      const BsFsmType *x = bs_fsm_peek_type (a, i);
      const BsFsmType *y = bs_fsm_peek_type (b, i);

      g_assert_cmpuint (x->component, ==, y->component);
      for (guint k = 0; k < BS_N_MARKS; k++)
        if (isnan (x->priority[k]))
          g_assert_true (isnan (y->priority[k]));
        else
          g_assert_cmpmem (&x->priority[k], sizeof (double), &y->priority[k], sizeof (double));
    }
}

static void
test_round_trip (void)
{
  static const char *const about[] = { "workload", "tree-lstm", "odd", "a\"b\x01\xff", NULL };

  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsFsm) fsm = make_fsm (encoding);
      g_autofree char *text = bs_policy_file_to_string (fsm, about);
      g_autofree char *again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (BsFsm) loaded = bs_policy_file_parse ("p.json", text, -1, &error);
      guint n_lines = 0;

      g_assert_no_error (error);
      again = bs_policy_file_to_string (loaded, about);
      g_assert_cmpstr (text, ==, again);
      assert_same_facts (fsm, loaded);
      g_assert_cmpuint (loaded->actions->len, ==, fsm->actions->len);
      for (guint i = 0; i < fsm->actions->len; i++)
        {
          const BsFsmAction *a = &g_array_index (fsm->actions, BsFsmAction, i);
          const BsFsmAction *b = &g_array_index (loaded->actions, BsFsmAction, i);

          g_assert_cmpmem (&a->q, sizeof a->q, &b->q, sizeof b->q);
          g_assert_cmpuint (a->type, ==, b->type);
          g_assert_cmpuint (a->visits, ==, b->visits);
        }

      /* A state a line. */
      for (const char *p = text; (p = strstr (p, "\n    {\"ready\"")) != NULL; p++)
        n_lines++;
      g_assert_cmpuint (n_lines, ==, fsm->states->n_states);
    }
}

static void
test_empty (void)
{
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_BASE);
  g_autofree char *text = bs_policy_file_to_string (fsm, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) loaded = bs_policy_file_parse ("p.json", text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (loaded->states->n_states, ==, 0);
}

/* What a person reads: words for marks, nothing for what is not known. */
static void
test_marked (void)
{
  static const char *const text =
      "{\n  \"format\": \"batchscope-policy\",\n  \"version\": 2,\n"
      "  \"encoding\": \"marked\",\n  \"about\": {},\n  \"episodes\": 7,\n"
      "  \"types\": [\n"
      "    {\"name\": \"a\", \"letter\": \"A\", \"shape\": \"cell\", \"component\": 0, "
      "\"priorities\": {\"plain\": 1.5, \"lowers_bound+leads\": -2.0}},\n"
      "    {\"name\": \"b\", \"letter\": \"B\", \"shape\": \"loss\", \"component\": 3, "
      "\"priorities\": {}}\n  ],\n  \"states\": [\n"
      "    {\"ready\": [\"a\", \"b\"], \"marks\": [\"lowers_bound+leads\", \"\"], "
      "\"actions\": [{\"type\": \"a\", \"q\": -2.0, \"visits\": 4}, "
      "{\"type\": \"b\", \"q\": 0.0, \"visits\": 0}]}\n  ]\n}\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_parse ("p.json", text, -1, &error);
  g_autofree char *again = NULL;
  const guint16 *key;
  guint length;

  g_assert_no_error (error);
  g_assert_cmpuint (fsm->episodes, ==, 7);
  g_assert_cmpfloat (bs_fsm_peek_type (fsm, 0)->priority[0], ==, 1.5);
  g_assert_cmpfloat (bs_fsm_peek_type (fsm, 0)->priority[BS_MARK_LOWERS_BOUND | BS_MARK_LEADS], ==,
                     -2.0);
  g_assert_true (isnan (bs_fsm_peek_type (fsm, 0)->priority[BS_MARK_LEADS]));
  g_assert_cmpuint (bs_fsm_peek_type (fsm, 1)->component, ==, 3);
  key = bs_state_table_get (fsm->states, 0, &length);
  g_assert_cmpuint (length, ==, 4);
  g_assert_cmpuint (key[2], ==, BS_MARK_LOWERS_BOUND | BS_MARK_LEADS);
  g_assert_cmpuint (key[3], ==, 0);
  again = bs_policy_file_to_string (fsm, NULL);
  g_assert_cmpstr (again, ==, text);
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "p.json", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "p.json", NULL);
  g_autoptr (BsFsm) fsm = make_fsm (BS_ENCODING_SORT);
  g_autoptr (BsFsm) loaded = NULL;

  g_assert_true (bs_policy_file_save (fsm, NULL, path, &error));
  g_assert_no_error (error);
  loaded = bs_policy_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->states->n_states, ==, fsm->states->n_states);
  g_unlink (path);

  g_assert_null (bs_policy_file_load (path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_assert_null (bs_policy_file_load (folder, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (bs_policy_file_save (fsm, NULL, nowhere, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_rmdir (folder);
}

/* So many types that the letters which are made up for them are long. */
static void
test_many_types (void)
{
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) loaded = NULL;

  for (guint i = 0; i < 12000; i++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", i);

      bs_type_table_intern (fsm->types, name, NULL, BS_SHAPE_CELL);
    }
  text = bs_policy_file_to_string (fsm, NULL);
  loaded = bs_policy_file_parse ("p.json", text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loaded->types->n_types, ==, 12000);
}

#define HEAD "{\"format\": \"batchscope-policy\", \"version\": 1, "
#define TYPES                                                                                      \
  "\"types\": [{\"name\": \"a\", \"letter\": \"A\", \"shape\": \"cell\"}, "                        \
  "{\"name\": \"b\", \"letter\": \"B\", \"shape\": \"loss\"}], "
#define ONE(state) HEAD "\"encoding\": \"base\", " TYPES "\"states\": [" state "]}"
#define MARKED_TYPE(facts)                                                                         \
  "{\"format\": \"batchscope-policy\", \"version\": 2, \"encoding\": \"marked\", \"types\": "      \
  "[{\"name\": \"a\", \"letter\": \"A\", \"shape\": \"cell\"" facts "}], "
#define MARKED(marks)                                                                              \
  MARKED_TYPE (", \"component\": 0, \"priorities\": {}")                                           \
  "\"states\": [{\"ready\": [\"a\"], " marks                                                       \
  "\"actions\": [{\"type\": \"a\", \"q\": 1, \"visits\": 1}]}]}"
#define A_STATE "{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": -1, \"visits\": 2}]}"

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *part;
  } cases[] = {
    { "", BS_ERROR_SYNTAX, "1:1" },
    { "{", BS_ERROR_SYNTAX, "1:2" },
    { "[1, 2\n, }", BS_ERROR_SYNTAX, "2:3" },
    { "nul", BS_ERROR_SYNTAX, "1:1" },
    { "{} {}", BS_ERROR_SYNTAX, "1:4" },
    { "{\"a\" 1}", BS_ERROR_SYNTAX, "colon" },
    { "{\"a\": 01}", BS_ERROR_SYNTAX, "value" },
    { "{\"a\": 1.}", BS_ERROR_SYNTAX, "decimal" },
    { "{\"a\": 1e}", BS_ERROR_SYNTAX, "exponent" },
    { "{\"a\": NaN}", BS_ERROR_SYNTAX, "value" },
    { "{\"a\": \"\\x\"}", BS_ERROR_SYNTAX, "escape" },
    { "{\"a\": \"\\u12\"}", BS_ERROR_SYNTAX, "hexadecimal" },
    { "{\"a\": \"\\u0000\"}", BS_ERROR_SYNTAX, "zero" },
    { "{\"a\": \"\n\"}", BS_ERROR_SYNTAX, "control" },
    { "{\"a\": \"\xff\"}", BS_ERROR_SYNTAX, "UTF-8" },
    { "{\"a\": /* no */ 1}", BS_ERROR_SYNTAX, "value" },
    { "[[[[[[[[[[[[1]]]]]]]]]]]]", BS_ERROR_SYNTAX, "deep" },
    { "[]", BS_ERROR_UNSUPPORTED, "not a Batchscope policy" },
    { "3", BS_ERROR_UNSUPPORTED, "not a Batchscope policy" },
    { "{\"format\": \"other\"}", BS_ERROR_UNSUPPORTED, "not a Batchscope policy" },
    { "{\"format\": 3}", BS_ERROR_UNSUPPORTED, "not a Batchscope policy" },
    { "{\"format\": \"batchscope-policy\"}", BS_ERROR_SYNTAX, "version" },
    { "{\"format\": \"batchscope-policy\", \"version\": 3}", BS_ERROR_VERSION, "newer" },
    { "{\"format\": \"batchscope-policy\", \"version\": \"1\"}", BS_ERROR_SYNTAX, "version" },
    { HEAD "\"encoding\": \"base\", \"types\": []}", BS_ERROR_SYNTAX, "states" },
    { HEAD "\"encoding\": \"none\", \"types\": [], \"states\": []}", BS_ERROR_UNSUPPORTED, "none" },
    { HEAD "\"encoding\": 3, \"types\": [], \"states\": []}", BS_ERROR_SYNTAX, "encoding" },
    { HEAD "\"encoding\": \"base\", \"types\": {}, \"states\": []}", BS_ERROR_SYNTAX, "types" },
    { HEAD "\"encoding\": \"base\", \"types\": [], \"states\": [], \"more\": 1}", BS_ERROR_SYNTAX,
      "more" },
    { HEAD "\"encoding\": \"base\", \"types\": [{}], \"states\": []}", BS_ERROR_SYNTAX,
      "types[0]" },
    { HEAD "\"encoding\": \"base\", \"types\": [{\"name\": \"\", \"letter\": \"A\", \"shape\": "
           "\"cell\"}], \"states\": []}",
      BS_ERROR_RANGE, "types[0]" },
    { HEAD "\"encoding\": \"base\", \"types\": [{\"name\": \"a\", \"letter\": \"A\", \"shape\": "
           "\"cube\"}], \"states\": []}",
      BS_ERROR_UNSUPPORTED, "cube" },
    { HEAD "\"encoding\": \"base\", \"types\": [{\"name\": \"a\", \"letter\": \"A\", \"shape\": "
           "\"cell\"}, {\"name\": \"a\", \"letter\": \"B\", \"shape\": \"cell\"}], \"states\": []}",
      BS_ERROR_RANGE, "types[1]" },
    { ONE ("3"), BS_ERROR_SYNTAX, "states[0]" },
    { ONE ("{}"), BS_ERROR_SYNTAX, "states[0]" },
    { ONE (A_STATE ", " A_STATE), BS_ERROR_RANGE, "states[1]" },
    { ONE ("{\"ready\": [], \"actions\": []}"), BS_ERROR_RANGE, "states[0].ready" },
    { ONE ("{\"ready\": [3], \"actions\": []}"), BS_ERROR_SYNTAX, "states[0].ready[0]" },
    { ONE ("{\"ready\": [\"c\"], \"actions\": []}"), BS_ERROR_NOT_FOUND, "states[0].ready[0]" },
    { ONE ("{\"ready\": [\"a\", \"a\"], \"actions\": []}"), BS_ERROR_RANGE, "states[0].ready[1]" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": []}"), BS_ERROR_RANGE, "states[0].actions" },
    { ONE ("{\"ready\": [\"a\"], \"most\": \"a\", \"actions\": []}"), BS_ERROR_SYNTAX, "most" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"b\", \"q\": 1, \"visits\": 1}]}"),
      BS_ERROR_RANGE, "states[0].actions[0]" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": null, \"visits\": 1}]}"),
      BS_ERROR_SYNTAX, "states[0].actions[0].q" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": 1e999, \"visits\": 1}]}"),
      BS_ERROR_RANGE, "states[0].actions[0].q" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": 1, \"visits\": -1}]}"),
      BS_ERROR_RANGE, "states[0].actions[0].visits" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": 1, \"visits\": 1.5}]}"),
      BS_ERROR_SYNTAX, "states[0].actions[0].visits" },
    { ONE ("{\"ready\": [\"a\"], \"actions\": [{\"type\": \"a\", \"q\": 1, \"visits\": "
           "99999999999999999999}]}"),
      BS_ERROR_SYNTAX, "too large" },
    { HEAD "\"encoding\": \"max\", " TYPES "\"states\": [" A_STATE "]}", BS_ERROR_SYNTAX, "most" },
    { HEAD "\"encoding\": \"max\", " TYPES "\"states\": [{\"ready\": [\"a\"], \"most\": \"b\", "
           "\"actions\": [{\"type\": \"a\", \"q\": 1, \"visits\": 1}]}]}",
      BS_ERROR_RANGE, "states[0]" },
    { HEAD "\"encoding\": \"base\", \"episodes\": -1, \"types\": [], \"states\": []}",
      BS_ERROR_RANGE, "episodes" },
    { HEAD "\"encoding\": \"base\", \"episodes\": 4294967296, \"types\": [], \"states\": []}",
      BS_ERROR_RANGE, "episodes" },
    { HEAD "\"encoding\": \"base\", \"act_when_safe\": 1, \"types\": [], \"states\": []}",
      BS_ERROR_SYNTAX, "act_when_safe" },
    { HEAD "\"encoding\": \"base\", \"types\": [{\"name\": \"a\", \"letter\": \"A\", \"shape\": "
           "\"cell\", \"component\": 0}], \"states\": []}",
      BS_ERROR_SYNTAX, "component" },
    { ONE ("{\"ready\": [\"a\"], \"marks\": [\"\"], \"actions\": []}"), BS_ERROR_SYNTAX, "marks" },
    { MARKED_TYPE ("") "\"states\": []}", BS_ERROR_SYNTAX, "component" },
    { MARKED_TYPE (", \"component\": 1") "\"states\": []}", BS_ERROR_SYNTAX, "priorities" },
    { MARKED_TYPE (", \"component\": 65535, \"priorities\": {}") "\"states\": []}", BS_ERROR_RANGE,
      "65534" },
    { MARKED_TYPE (", \"component\": 1, \"priorities\": [1]") "\"states\": []}", BS_ERROR_SYNTAX,
      "types[0].priorities" },
    { MARKED_TYPE (", \"component\": 1, \"priorities\": {\"high\": 1}") "\"states\": []}",
      BS_ERROR_SYNTAX, "high" },
    { MARKED_TYPE (", \"component\": 1, \"priorities\": {\"plain\": null}") "\"states\": []}",
      BS_ERROR_SYNTAX, "priorities.plain" },
    { MARKED (""), BS_ERROR_SYNTAX, "marks" },
    { MARKED ("\"marks\": [], "), BS_ERROR_RANGE, "states[0].marks" },
    { MARKED ("\"marks\": [3], "), BS_ERROR_SYNTAX, "states[0].marks[0]" },
    { MARKED ("\"marks\": [\"plain\"], "), BS_ERROR_UNSUPPORTED, "states[0].marks[0]" },
    { MARKED ("\"marks\": \"leads\", "), BS_ERROR_SYNTAX, "states[0].marks" },
  };
  g_autoptr (GError) good = NULL;
  g_autoptr (BsFsm) fsm = bs_policy_file_parse ("p.json", ONE (A_STATE), -1, &good);

  g_assert_no_error (good);
  g_assert_cmpuint (fsm->states->n_states, ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_policy_file_parse ("p.json", cases[i].text, -1, &error));
      if (error == NULL || error->domain != BS_ERROR || error->code != cases[i].code
          || !g_str_has_prefix (error->message, "p.json:")
          || strstr (error->message, cases[i].part) == NULL)
        g_error ("%s\ngave: %s (%d)", cases[i].text, error != NULL ? error->message : "nothing",
                 error != NULL ? error->code : -1);
    }
}

/* A million brackets must not reach a parser that recurses. */
static void
test_deep (void)
{
  g_autofree char *text = g_malloc (1000001);
  g_autoptr (GError) error = NULL;

  memset (text, '[', 1000000);
  text[1000000] = '\0';
  g_assert_null (bs_policy_file_parse ("p.json", text, -1, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
}

/* Any change of a byte: an error or a policy, and what we accept other parsers accept. */
static void
test_flipped (void)
{
  g_autoptr (BsFsm) fsm = make_fsm (BS_ENCODING_MARKED);
  g_autofree char *text = bs_policy_file_to_string (fsm, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  gsize length = strlen (text);
  guint n_refused = 0;

  for (guint round = 0; round < 3000; round++)
    {
      g_autofree char *bytes = g_memdup2 (text, length);
      gsize end = round % 3 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) length) : length;
      g_autoptr (GError) error = NULL;
      g_autoptr (BsFsm) loaded = NULL;

      bytes[g_rand_int_range (rand, 0, (gint32) length)] = (char) g_rand_int_range (rand, 0, 256);
      loaded = bs_policy_file_parse ("p.json", bytes, (gssize) end, &error);
      if (loaded == NULL)
        g_assert_true (error->domain == BS_ERROR);
      n_refused += loaded == NULL;
    }
  g_assert_cmpuint (n_refused, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/policy-file/round-trip", test_round_trip);
  g_test_add_func ("/profiles/policy-file/empty", test_empty);
  g_test_add_func ("/profiles/policy-file/marked", test_marked);
  g_test_add_func ("/profiles/policy-file/files", test_files);
  g_test_add_func ("/profiles/policy-file/bad", test_bad);
  g_test_add_func ("/profiles/policy-file/deep", test_deep);
  g_test_add_func ("/profiles/policy-file/many-types", test_many_types);
  g_test_add_func ("/profiles/policy-file/flipped", test_flipped);

  return g_test_run ();
}
