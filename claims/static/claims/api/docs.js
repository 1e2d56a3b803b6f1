// The page that tries the API: everything it loads is our own.
window.SwaggerUIBundle({
  url: "schema",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    // The description names the public address; here the page's own server answers.
    const asked = new URL(request.url, document.baseURI);
    request.url = new URL(asked.pathname + asked.search, location.origin).href;
    return request;
  },
});
