// The interface description, shown by Swagger UI from our own address. Sends nothing anywhere else.
window.SwaggerUIBundle({ url: "/openapi.json", dom_id: "#reference", deepLinking: true, validatorUrl: null });
