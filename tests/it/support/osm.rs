//! Small street maps made by hand: OpenStreetMap PBF files of a few nodes and ways.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use yizhan::network::osm::{self, MapName, OsmError, OsmFile};

/// Nodes and ways as a file lists them, tags written as `highway=residential oneway=yes`.
#[derive(Clone, Default)]
pub(crate) struct Map {
    nodes: Vec<MapNode>,
    ways: Vec<MapWay>,
    relations: Vec<MapRelation>,
}

#[derive(Clone)]
struct MapNode {
    id: i64,
    /// Longitude and latitude in degrees / 10^7.
    place: [i64; 2],
    tags: Vec<(String, String)>,
}

#[derive(Clone)]
struct MapWay {
    id: i64,
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
}

#[derive(Clone)]
struct MapRelation {
    id: i64,
    /// The roles and the ids of ways.
    members: Vec<(String, i64)>,
    tags: Vec<(String, String)>,
}

/// How a file says the same thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoding {
    /// Nodes in columns, as nearly all files have them.
    pub(crate) is_dense: bool,
    pub(crate) is_zlib: bool,
    /// How many nodes or ways go into one blob.
    pub(crate) block_size: usize,
}

impl Default for Encoding {
    fn default() -> Self {
        Self {
            is_dense: true,
            is_zlib: true,
            block_size: 8_000,
        }
    }
}

impl Map {
    /// Adds a node at some degrees.
    pub(crate) fn node(mut self, id: i64, lon: f64, lat: f64, tags: &str) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
        let place = [lon, lat].map(|degrees| (degrees * 1e7).round() as i64);
        let tags = pairs(tags);
        self.nodes.push(MapNode { id, place, tags });
        self
    }

    /// Adds a way along some nodes, which may be missing.
    pub(crate) fn way(mut self, id: i64, nodes: &[i64], tags: &str) -> Self {
        self.ways.push(MapWay {
            id,
            nodes: nodes.to_vec(),
            tags: pairs(tags),
        });
        self
    }

    /// Adds a relation of some ways, each with its role.
    pub(crate) fn relation(mut self, id: i64, members: &[(&str, i64)], tags: &str) -> Self {
        let members = members.iter().map(|(role, way)| ((*role).to_owned(), *way));
        self.relations.push(MapRelation {
            id,
            members: members.collect(),
            tags: pairs(tags),
        });
        self
    }

    /// The file.
    pub(crate) fn bytes(&self, encoding: Encoding) -> Vec<u8> {
        let mut file = header(&["OsmSchema-V0.6", "DenseNodes"]);
        for nodes in self.nodes.chunks(encoding.block_size) {
            file.extend(data(&block_of_nodes(nodes, encoding.is_dense), encoding));
        }
        for ways in self.ways.chunks(encoding.block_size) {
            let mut strings = Strings::default();
            let group: Vec<u8> = ways
                .iter()
                .flat_map(|one| field(3, &way(one, &mut strings)))
                .collect();
            file.extend(data(&strings.block(&group), encoding));
        }
        for relations in self.relations.chunks(encoding.block_size) {
            let mut strings = Strings::default();
            let group: Vec<u8> = relations
                .iter()
                .flat_map(|one| field(4, &relation(one, &mut strings)))
                .collect();
            file.extend(data(&strings.block(&group), encoding));
        }
        file
    }

    /// What the reader makes of the file.
    pub(crate) fn read(&self) -> Result<OsmFile, OsmError> {
        read_bytes(&self.bytes(Encoding::default()))
    }
}

/// The names in a file with these bytes.
pub(crate) fn names_of(bytes: &[u8]) -> Result<Vec<MapName>, OsmError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.osm.pbf");
    std::fs::write(&path, bytes).unwrap();
    Ok(osm::read_names(&path)?.unwrap())
}

/// What the reader makes of a file with these bytes.
pub(crate) fn read_bytes(bytes: &[u8]) -> Result<OsmFile, OsmError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.osm.pbf");
    std::fs::write(&path, bytes).unwrap();
    read_path(&path)
}

/// What the reader makes of a file.
pub(crate) fn read_path(path: &Path) -> Result<OsmFile, OsmError> {
    osm::read(path, &|_, _| {})
}

/// A frame with what a file needs of its reader.
pub(crate) fn header(features: &[&str]) -> Vec<u8> {
    let description: Vec<u8> = features
        .iter()
        .flat_map(|feature| field(4, feature.as_bytes()))
        .collect();
    frame("OSMHeader", &field(1, &description))
}

/// A frame with a block of data.
pub(crate) fn data(block: &[u8], encoding: Encoding) -> Vec<u8> {
    if !encoding.is_zlib {
        return frame("OSMData", &field(1, block));
    }
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(block).unwrap();
    let size = [vec![2 << 3], varint(block.len() as u64)].concat();
    let blob = [size, field(3, &zlib.finish().unwrap())].concat();
    frame("OSMData", &blob)
}

/// A frame with any blob.
pub(crate) fn frame(kind: &str, blob: &[u8]) -> Vec<u8> {
    let size = [vec![3 << 3], varint(blob.len() as u64)].concat();
    let header = [field(1, kind.as_bytes()), size].concat();
    let length = u32::try_from(header.len()).unwrap().to_be_bytes();
    [&length, &*header, blob].concat()
}

/// A field of bytes: another message, a text, numbers in a row.
pub(crate) fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let tag = varint(u64::from(number) << 3 | 2);
    [tag, varint(bytes.len() as u64), bytes.to_vec()].concat()
}

/// A field of one number.
pub(crate) fn number_field(number: u8, value: u64) -> Vec<u8> {
    [varint(u64::from(number) << 3), varint(value)].concat()
}

/// Seven bits a byte, lowest first.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
    bytes
}

/// A number with a sign, small if it is near zero.
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

/// A field of numbers, each as the difference from the one before.
pub(crate) fn differences(field_number: u8, numbers: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut before = 0;
    let packed: Vec<u8> = numbers
        .into_iter()
        .flat_map(|number| varint(zigzag(number - std::mem::replace(&mut before, number))))
        .collect();
    field(field_number, &packed)
}

/// The texts of a block; row 0 is empty.
#[derive(Default)]
struct Strings(Vec<String>);

impl Strings {
    fn row(&mut self, text: &str) -> u64 {
        let known = self.0.iter().position(|known| known == text);
        let row = known.unwrap_or_else(|| {
            self.0.push(text.to_owned());
            self.0.len() - 1
        });
        row as u64 + 1
    }

    /// A field of rows for the keys of some tags, and one for their values.
    fn tags(&mut self, tags: &[(String, String)]) -> Vec<u8> {
        let keys: Vec<u8> = tags
            .iter()
            .flat_map(|tag| varint(self.row(&tag.0)))
            .collect();
        let values: Vec<u8> = tags
            .iter()
            .flat_map(|tag| varint(self.row(&tag.1)))
            .collect();
        [field(2, &keys), field(3, &values)].concat()
    }

    fn block(&self, group: &[u8]) -> Vec<u8> {
        let texts = self.0.iter().flat_map(|text| field(1, text.as_bytes()));
        let table: Vec<u8> = field(1, b"").into_iter().chain(texts).collect();
        [field(1, &table), field(2, group)].concat()
    }
}

fn block_of_nodes(nodes: &[MapNode], is_dense: bool) -> Vec<u8> {
    let mut strings = Strings::default();
    let group: Vec<u8> = if is_dense {
        field(2, &dense_nodes(nodes, &mut strings))
    } else {
        let plain = |node| field(1, &plain_node(node, &mut strings));
        nodes.iter().flat_map(plain).collect()
    };
    strings.block(&group)
}

fn dense_nodes(nodes: &[MapNode], strings: &mut Strings) -> Vec<u8> {
    let mut tag_rows = Vec::new();
    for node in nodes {
        for (key, value) in &node.tags {
            tag_rows.extend(varint(strings.row(key)));
            tag_rows.extend(varint(strings.row(value)));
        }
        tag_rows.push(0);
    }
    [
        differences(1, nodes.iter().map(|node| node.id)),
        differences(8, nodes.iter().map(|node| node.place[1])),
        differences(9, nodes.iter().map(|node| node.place[0])),
        field(10, &tag_rows),
    ]
    .concat()
}

fn plain_node(node: &MapNode, strings: &mut Strings) -> Vec<u8> {
    [
        number_field(1, zigzag(node.id)),
        strings.tags(&node.tags),
        number_field(8, zigzag(node.place[1])),
        number_field(9, zigzag(node.place[0])),
    ]
    .concat()
}

fn way(way: &MapWay, strings: &mut Strings) -> Vec<u8> {
    [
        number_field(1, way.id.cast_unsigned()),
        strings.tags(&way.tags),
        differences(8, way.nodes.iter().copied()),
    ]
    .concat()
}

/// All members are ways, which are of type 1.
fn relation(relation: &MapRelation, strings: &mut Strings) -> Vec<u8> {
    let members = &relation.members;
    let roles = members.iter().map(|(role, _)| strings.row(role));
    let roles: Vec<u8> = roles.flat_map(varint).collect();
    [
        number_field(1, relation.id.cast_unsigned()),
        strings.tags(&relation.tags),
        field(8, &roles),
        differences(9, members.iter().map(|(_, way)| *way)),
        field(10, &vec![1; members.len()]),
    ]
    .concat()
}

/// The tags of a text such as `highway=residential oneway=yes`.
pub(crate) fn pairs(tags: &str) -> Vec<(String, String)> {
    tags.split_whitespace()
        .map(|tag| {
            let (key, value) = tag.split_once('=').unwrap();
            (key.to_owned(), value.to_owned())
        })
        .collect()
}
