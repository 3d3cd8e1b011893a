// Defines <yizhan-map>. The address of this file is stable; the files it imports change their
// addresses with their contents, so that browsers may cache them forever.
import './web/{version}/element.js';
