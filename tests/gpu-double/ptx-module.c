/* SPDX-License-Identifier: Apache-2.0 */
/* Reads PTX: what a module declares, and its kernels. */
#include "config.h"

#include "tests/gpu-double/ptx-parser.h"

#include <string.h>

G_DEFINE_QUARK (ptx - error - quark, ptx_error)

/* The next statement without comments: up to a semicolon, brace or the colon of a label, which stays. The
 * braces of a vector belong to it. Returns: (transfer full) (nullable): NULL at the end. */
static char *
next_statement (PtxParser *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *p = self->at;
  gboolean has_word = FALSE, quoted = FALSE;

  while (*p != '\0')
    {
      if (!quoted && p[0] == '/' && p[1] == '/')
        {
          p += strcspn (p, "\n");
          continue;
        }
      if (*p == '"')
        quoted = !quoted;
      if (*p == '\n')
        {
          self->text_line++;
          /* directives without a semicolon end with their line */
          if (out->len > 0
              && (g_str_has_prefix (out->str, ".loc ") || g_str_has_prefix (out->str, ".file")
                  || g_str_has_prefix (out->str, ".version")
                  || g_str_has_prefix (out->str, ".target")
                  || g_str_has_prefix (out->str, ".address_size")
                  || g_str_has_prefix (out->str, ".section")))
            {
              p++;
              break;
            }
        }
      if (g_ascii_isspace (*p))
        {
          if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
          p++;
          continue;
        }
      if (!quoted && *p == ';')
        {
          p++;
          break;
        }
      if (!quoted && (*p == '{' || *p == '}'))
        {
          gboolean vector = has_word && (out->str[0] != '.' || strchr (out->str, '=') != NULL);

          if (!vector && out->len == 0)
            {
              g_string_append_c (out, *p++);
              break;
            }
          if (!vector)
            break;
        }
      g_string_append_c (out, *p);
      has_word = TRUE;
      if (*p++ == ':' && *p != ':' && p[-2] != ':' && strchr (out->str, ' ') == NULL)
        break;
    }
  self->at = p;
  g_strchomp (out->str);

  return out->str[0] != '\0' || *p != '\0' ? g_strdup (out->str) : NULL;
}

static void
add_symbol (GHashTable *symbols, const char *name, PtxSpace space, guint64 address)
{
  PtxSymbol *symbol = g_new (PtxSymbol, 1);

  *symbol = (PtxSymbol){ space, address };
  g_hash_table_replace (symbols, g_strdup (name), symbol);
}

/* `.reg .f32 %f<9>` or `.reg .pred p, q` */
static gboolean
declare_registers (PtxParser *self, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,", -1);

  for (guint i = 2; words[i] != NULL; i++)
    {
      char *count = strchr (words[i], '<');

      if (words[i][0] == '\0')
        continue;
      if (count == NULL)
        {
          g_hash_table_replace (self->registers, g_strdup (words[i]),
                                GUINT_TO_POINTER (++self->kernel->n_registers));
          continue;
        }
      *count++ = '\0';
      for (guint64 k = 0, n = g_ascii_strtoull (count, NULL, 10); k < n && k < 1 << 20; k++)
        g_hash_table_replace (self->registers,
                              g_strdup_printf ("%s%" G_GUINT64_FORMAT, words[i], k),
                              GUINT_TO_POINTER (++self->kernel->n_registers));
    }

  return TRUE;
}

typedef struct
{
  PtxType type;
  guint32 align;
  char *name;
  guint64 n;          /* numbers */
  gboolean unbounded; /* `name[]` */
} Declaration;

static gboolean
read_declaration (PtxParser *self, const char *text, Declaration *out)
{
  g_auto (GStrv) halves = g_strsplit (text, "=", 2);
  g_auto (GStrv) words = g_strsplit (g_strstrip (halves[0]), " ", -1);
  char *bracket;

  *out = (Declaration){ .n = 1 };
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], ".align") && words[i + 1] != NULL)
        out->align = (guint32) ptx_parse_integer (words[++i]);
      else if (words[i][0] == '.' && ptx_find_type (words[i] + 1) != PTX_NO_TYPE)
        out->type = ptx_find_type (words[i] + 1);
      else if (words[i][0] != '.' && words[i][0] != '\0')
        {
          g_free (out->name);
          out->name = g_strdup (words[i]);
        }
    }
  if (out->name == NULL || out->type == PTX_NO_TYPE)
    return ptx_parser_refuse (self, "“%s” declares nothing that is known", text);
  bracket = strchr (out->name, '[');
  if (bracket != NULL)
    {
      *bracket++ = '\0';
      out->unbounded = *bracket == ']';
      out->n = out->unbounded ? 0 : (guint64) ptx_parse_integer (bracket);
    }
  if (out->align == 0)
    out->align = ptx_type_size (out->type);
  if (out->n > 1 << 28 || out->align > 4096 || (out->align & (out->align - 1)) != 0)
    return ptx_parser_refuse (self, "“%s” is not as large as that", out->name);

  return TRUE;
}

/* Makes room for a variable of a kernel in one of its spaces. */
static gboolean
declare_room (PtxParser *self, const char *text, PtxSpace space, guint32 *bytes)
{
  Declaration declaration = { 0 };
  gboolean ok = read_declaration (self, text, &declaration);

  if (ok)
    {
      guint64 size = declaration.n * ptx_type_size (declaration.type);

      *bytes = (*bytes + declaration.align - 1) & ~(declaration.align - 1);
      add_symbol (self->symbols, declaration.name, space, *bytes);
      *bytes += size;
    }
  g_free (declaration.name);

  return ok;
}

/* `= {1, 2}` or `= 3` */
static void
read_initial (const char *text, const Declaration *declaration, guint8 *bytes)
{
  const char *equals = strchr (text, '=');
  g_auto (GStrv) numbers = NULL;
  guint64 n = 0;

  if (equals == NULL)
    return;
  numbers = g_strsplit_set (equals + 1, "{}, ", -1);
  for (guint i = 0; numbers[i] != NULL && n < declaration->n; i++)
    if (numbers[i][0] != '\0')
      {
        const char *number = numbers[i];
        gboolean hex = number[0] == '0' && number[1] != '\0' && strchr ("fFdD", number[1]) != NULL;
        guint64 value = hex ? g_ascii_strtoull (number + 2, NULL, 16)
                            : (guint64) ptx_parse_integer (number);

        value = GUINT64_TO_LE (value);
        memcpy (bytes + n++ * ptx_type_size (declaration->type), &value,
                ptx_type_size (declaration->type));
      }
}

static void
variable_free (gpointer data)
{
  PtxVariable *variable = data;

  g_free (variable->name);
  g_free (variable->bytes);
  g_free (variable);
}

static gboolean
declare_variable (PtxParser *self, const char *text)
{
  Declaration declaration = { 0 };
  PtxVariable *variable;
  gboolean ok = read_declaration (self, text, &declaration);

  if (ok)
    {
      variable = g_new0 (PtxVariable, 1);
      variable->name = g_strdup (declaration.name);
      variable->size = MAX (declaration.n, 1) * ptx_type_size (declaration.type);
      variable->bytes = g_malloc0 (variable->size);
      read_initial (text, &declaration, variable->bytes);
      g_ptr_array_add (self->module->variables, variable);
      if (self->allocate != NULL)
        variable->address = self->allocate (variable, self->user_data);
      ok = variable->address != 0
           || ptx_parser_refuse (self, "there is no room for the variable %s", variable->name);
      add_symbol (self->globals, variable->name, PTX_GLOBAL, variable->address);
    }
  g_free (declaration.name);

  return ok;
}

static void
kernel_free (gpointer data)
{
  PtxKernel *kernel = data;

  g_free (kernel->name);
  g_array_unref (kernel->code);
  g_array_unref (kernel->parameters);
  g_free (kernel);
}

/* `.visible .entry name( .param .u64 a, .param .align 8 .b8 b[24] )` and what follows it */
static gboolean
begin_kernel (PtxParser *self, const char *text)
{
  const char *name = strstr (text, ".entry ") + strlen (".entry ");
  const char *open = strchr (name, '('), *close = open != NULL ? strrchr (open, ')') : NULL;
  g_autofree char *list = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  PtxKernel *kernel = g_new0 (PtxKernel, 1);

  kernel->name = g_strstrip (
      g_strndup (name, open != NULL ? (gsize) (open - name) : strlen (name)));
  kernel->code = g_array_new (FALSE, FALSE, sizeof (PtxInstruction));
  kernel->parameters = g_array_new (FALSE, FALSE, sizeof (PtxParameter));
  g_ptr_array_add (self->module->kernels, kernel);
  self->kernel = kernel;
  self->registers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->jumps = g_ptr_array_new_with_free_func (g_free);
  self->jumps_at = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (close == NULL)
    return TRUE;
  list = g_strndup (open + 1, close - open - 1);
  parts = ptx_split (list);
  for (guint i = 0; i < parts->len; i++)
    {
      guint32 before = kernel->parameter_bytes;
      PtxParameter parameter;

      if (!declare_room (self, parts->pdata[i], PTX_PARAM, &kernel->parameter_bytes))
        return FALSE;
      /* where it begins is what its alignment made of the end of the one before */
      {
        g_autofree char *copy = g_strdup (parts->pdata[i]);
        g_auto (GStrv) words = g_strsplit_set (copy, " [", -1);
        const PtxSymbol *symbol = NULL;

        for (guint k = 0; words[k] != NULL; k++)
          if (symbol == NULL && words[k][0] != '.')
            symbol = g_hash_table_lookup (self->symbols, words[k]);
        parameter.offset = symbol != NULL ? (guint32) symbol->address : before;
      }
      parameter.size = kernel->parameter_bytes - parameter.offset;
      g_array_append_val (kernel->parameters, parameter);
    }

  return TRUE;
}

static gboolean
end_kernel (PtxParser *self)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < self->jumps->len; i++)
    {
      guint target = GPOINTER_TO_UINT (g_hash_table_lookup (self->labels, self->jumps->pdata[i]));
      guint32 at = g_array_index (self->jumps_at, guint32, i);

      ok = target > 0
           || ptx_parser_refuse (self, "there is no label “%s”", (char *) self->jumps->pdata[i]);
      g_array_index (self->kernel->code, PtxInstruction, at).target = target - 1;
    }
  g_clear_pointer (&self->registers, g_hash_table_unref);
  g_clear_pointer (&self->symbols, g_hash_table_unref);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_clear_pointer (&self->jumps, g_ptr_array_unref);
  g_clear_pointer (&self->jumps_at, g_array_unref);
  self->kernel = NULL;

  return ok;
}

static gboolean
read_directive (PtxParser *self, const char *text)
{
  if (g_str_has_prefix (text, ".loc "))
    {
      g_auto (GStrv) words = g_strsplit (text, " ", -1);

      if (g_strv_length (words) > 2)
        self->source_line = (guint32) ptx_parse_integer (words[2]);
      return TRUE;
    }
  if (g_str_has_prefix (text, ".reg"))
    return declare_registers (self, text);
  if (g_str_has_prefix (text, ".shared"))
    return declare_room (self, text, PTX_SHARED, &self->kernel->shared_bytes);
  if (g_str_has_prefix (text, ".local"))
    return declare_room (self, text, PTX_LOCAL, &self->kernel->local_bytes);
  if (g_str_has_prefix (text, ".pragma"))
    return TRUE;

  return ptx_parser_refuse (self, "the directive “%s” is not known", text);
}

/* The body of a kernel, from its first brace on. */
static gboolean
read_body (PtxParser *self)
{
  guint depth = 0;

  for (;;)
    {
      g_autofree char *text = next_statement (self);

      if (text == NULL)
        return ptx_parser_refuse (self, "the kernel %s does not end", self->kernel->name);
      if (text[0] == '\0')
        continue;
      if (g_str_equal (text, "{"))
        depth++;
      else if (g_str_equal (text, "}"))
        {
          if (--depth == 0)
            return end_kernel (self);
        }
      else if (text[strlen (text) - 1] == ':')
        {
          text[strlen (text) - 1] = '\0';
          g_hash_table_replace (self->labels, g_strdup (text),
                                GUINT_TO_POINTER (self->kernel->code->len + 1));
        }
      else if (depth == 0)
        {
          /* what a launch may be: .maxntid and the like */
          if (text[0] != '.')
            return ptx_parser_refuse (self, "“%s” stands before a kernel", text);
        }
      else if (text[0] == '.' ? !read_directive (self, text)
                              : !ptx_parser_read_instruction (self, text))
        return FALSE;
    }
}

/* Sections for debuggers. */
static void
skip_block (PtxParser *self)
{
  guint depth = 0;

  do
    {
      self->at += strcspn (self->at, "{}");
      if (*self->at == '\0')
        return;
      depth += *self->at == '{' ? 1 : -1;
      self->at++;
    }
  while (depth > 0);
}

static gboolean
read_module (PtxParser *self)
{
  for (;;)
    {
      g_autofree char *text = next_statement (self);

      if (text == NULL)
        return TRUE;
      if (text[0] == '\0')
        continue;
      if (strstr (text, ".entry ") != NULL)
        {
          if (!begin_kernel (self, text))
            return FALSE;
          if (self->dynamic_name != NULL)
            add_symbol (self->symbols, self->dynamic_name, PTX_SHARED, PTX_DYNAMIC);
          if (!read_body (self))
            return FALSE;
        }
      else if (g_str_has_prefix (text, ".section"))
        skip_block (self);
      else if (strstr (text, ".func") != NULL)
        return ptx_parser_refuse (self, "functions are not known, only kernels");
      else if (g_str_has_prefix (text, ".extern .shared"))
        {
          Declaration declaration = { 0 };
          gboolean ok = read_declaration (self, text, &declaration);

          g_free (self->dynamic_name);
          self->dynamic_name = g_steal_pointer (&declaration.name);
          if (!ok)
            return FALSE;
        }
      else if (strstr (text, ".global") != NULL || strstr (text, ".const") != NULL)
        {
          if (!declare_variable (self, text))
            return FALSE;
        }
      else if (!g_str_has_prefix (text, ".version") && !g_str_has_prefix (text, ".target")
               && !g_str_has_prefix (text, ".address_size") && !g_str_has_prefix (text, ".file"))
        return ptx_parser_refuse (self, "“%s” is not known", text);
    }
}

PtxModule *
ptx_module_new (const char *text, PtxAllocate allocate, gpointer user_data, GError **error)
{
  g_autoptr (PtxModule) module = g_new0 (PtxModule, 1);
  PtxParser parser = {
    .at = text,
    .text_line = 1,
    .module = module,
    .allocate = allocate,
    .user_data = user_data,
    .error = error,
    .globals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  gboolean ok;

  module->kernels = g_ptr_array_new_with_free_func (kernel_free);
  module->variables = g_ptr_array_new_with_free_func (variable_free);
  ok = read_module (&parser);
  g_hash_table_unref (parser.globals);
  g_clear_pointer (&parser.registers, g_hash_table_unref);
  g_clear_pointer (&parser.symbols, g_hash_table_unref);
  g_clear_pointer (&parser.labels, g_hash_table_unref);
  g_clear_pointer (&parser.jumps, g_ptr_array_unref);
  g_clear_pointer (&parser.jumps_at, g_array_unref);
  g_free (parser.dynamic_name);

  return ok ? g_steal_pointer (&module) : NULL;
}

void
ptx_module_free (PtxModule *self)
{
  g_ptr_array_unref (self->kernels);
  g_ptr_array_unref (self->variables);
  g_free (self);
}

const PtxKernel *
ptx_module_find (const PtxModule *self, const char *name)
{
  for (guint i = 0; i < self->kernels->len; i++)
    {
      const PtxKernel *kernel = self->kernels->pdata[i];

      if (g_str_equal (kernel->name, name))
        return kernel;
    }

  return NULL;
}
