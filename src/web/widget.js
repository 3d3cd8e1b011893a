// Defines <yizhan-map>. The address of this file is stable; what it imports changes its
// address with its contents, so that browsers may keep it for good.
import './web/{version}/element.js';
