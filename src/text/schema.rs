//! The JSON Schema of a shape, for editors that complete and check scenarios written in JSON.

use serde_json::{Map, Value as Json, json};

use super::problem::with_article;
use super::shape::{ChoiceShape, Payload, Shape, StructShape, Variant};

/// The schema of `shape` in the dialect of 2020-12, with `id` as its `$id`. Structs and choices stand under `$defs`,
/// once each, so that shapes may contain themselves.
#[must_use]
pub fn json_schema(shape: &Shape, title: &str, id: &str) -> Json {
    let mut writer = Writer { definitions: Map::new(), known: Vec::new() };
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!(title));
    // The root struct is written in place, because it alone may hold the key by which an editor finds the schema.
    let body = match shape.without_option() {
        Shape::Struct(shape) => {
            let mut body = writer.fields(shape);
            body["properties"]["$schema"] = json!({ "type": "string" });
            body
        }
        shape => writer.shape(shape),
    };
    if let Json::Object(body) = body {
        schema.extend(body);
    }
    if !writer.definitions.is_empty() {
        schema.insert("$defs".to_owned(), Json::Object(writer.definitions));
    }
    Json::Object(schema)
}

/// The definitions written so far. A definition is known by the address of its static table, since two tables may
/// carry one name.
struct Writer {
    definitions: Map<String, Json>,
    known: Vec<(usize, String)>,
}

impl Writer {
    fn shape(&mut self, shape: &Shape) -> Json {
        match shape {
            Shape::Text => json!({ "type": "string" }),
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::Whole { min, max } => whole(*min, *max),
            Shape::Number { min, max, unit } => number(*min, *max, unit),
            Shape::Quantity(quantity) => {
                let mut schema = json!({
                    "type": "string", "description": quantity.about, "examples": quantity.examples,
                });
                if !quantity.pattern.is_empty() {
                    schema["pattern"] = json!(quantity.pattern);
                }
                schema
            }
            Shape::Name(of) => {
                json!({ "type": "string", "minLength": 1, "description": format!("the name of {}", with_article(of)) })
            }
            Shape::List(inner) => json!({ "type": "array", "items": self.shape(inner) }),
            Shape::Tuple(shapes) => self.tuple(shapes),
            Shape::Map { key, value } => json!({
                "type": "object",
                "description": format!("each name is that of {}", with_article(key)),
                "propertyNames": { "minLength": 1 },
                "additionalProperties": self.shape(value),
            }),
            Shape::Struct(shape) => {
                self.reference(std::ptr::from_ref(*shape).addr(), shape.name, |writer| writer.fields(shape))
            }
            Shape::Choice(choice) => {
                self.reference(std::ptr::from_ref(*choice).addr(), choice.name, |writer| writer.choice(choice))
            }
            Shape::Optional(inner) => json!({ "anyOf": [self.shape(inner), { "type": "null" }] }),
            Shape::Any => json!({}),
        }
    }

    /// A reference to a definition, which is written when it is met for the first time. It is entered before its body
    /// is written, so that a body that refers to itself comes to an end.
    fn reference(&mut self, address: usize, name: &str, body: impl FnOnce(&mut Self) -> Json) -> Json {
        let known = self.known.iter().find(|(known, _)| *known == address).map(|(_, name)| name.clone());
        let name = known.unwrap_or_else(|| {
            let mut free = name.to_owned();
            let mut count = 1;
            while self.definitions.contains_key(&free) {
                count += 1;
                free = format!("{name}{count}");
            }
            self.known.push((address, free.clone()));
            self.definitions.insert(free.clone(), Json::Null);
            let body = body(self);
            self.definitions.insert(free.clone(), body);
            free
        });
        json!({ "$ref": format!("#/$defs/{}", name.replace('~', "~0").replace('/', "~1")) })
    }

    fn tuple(&mut self, shapes: &[Shape]) -> Json {
        let items: Vec<Json> = shapes.iter().map(|shape| self.shape(shape)).collect();
        json!({
            "type": "array", "prefixItems": items, "items": false, "minItems": shapes.len(), "maxItems": shapes.len(),
        })
    }

    fn fields(&mut self, shape: &StructShape) -> Json {
        let mut properties = Map::new();
        for field in shape.fields {
            let mut schema = self.shape(&field.shape);
            // What the field means matters more to its author than what its type means in general.
            schema["description"] = json!(field.told());
            properties.insert(field.name.to_owned(), schema);
        }
        let required: Vec<&str> = shape.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        json!({
            "type": "object",
            "description": shape.about,
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    fn choice(&mut self, choice: &ChoiceShape) -> Json {
        let variants: Vec<Json> = choice.variants.iter().map(|variant| self.variant(variant)).collect();
        json!({ "description": choice.about, "oneOf": variants })
    }

    fn variant(&mut self, variant: &Variant) -> Json {
        let (payload, alone) = match variant.payload {
            Payload::Unit => return json!({ "const": variant.name, "description": variant.about }),
            Payload::One(shape) => (self.shape(shape), false),
            Payload::Struct(shape) => {
                let alone = shape.fields.iter().all(|field| !field.required);
                (self.shape(&Shape::Struct(shape)), alone)
            }
        };
        let mut properties = Map::new();
        properties.insert(variant.name.to_owned(), payload);
        let tagged = json!({
            "type": "object",
            "description": variant.about,
            "properties": properties,
            "required": [variant.name],
            "additionalProperties": false,
        });
        if alone {
            json!({ "oneOf": [{ "const": variant.name }, tagged], "description": variant.about })
        } else {
            tagged
        }
    }
}

fn whole(min: i64, max: i64) -> Json {
    let mut schema = json!({ "type": "integer" });
    if min != i64::MIN {
        schema["minimum"] = json!(min);
    }
    if max != i64::MAX {
        schema["maximum"] = json!(max);
    }
    schema
}

fn number(min: f64, max: f64, unit: &str) -> Json {
    let mut schema = json!({ "type": "number" });
    if min > f64::MIN {
        schema["minimum"] = json!(min);
    }
    if max < f64::MAX {
        schema["maximum"] = json!(max);
    }
    if !unit.is_empty() {
        schema["description"] = json!(format!("in {unit}"));
    }
    schema
}
